package dev.cairn.testkit.process;

import dev.cairn.api.Answer;
import dev.cairn.api.DeleteRequest;
import dev.cairn.api.GetRequest;
import dev.cairn.api.KeyValueService;
import dev.cairn.api.KvError;
import dev.cairn.api.PutRequest;
import dev.cairn.api.ReadResult;
import dev.cairn.api.WriteResult;
import java.util.function.Consumer;

/**
 * A way into the cluster that finds living nodes by itself, like a client library: it never shuts,
 * and each of its requests counts in the {@link Journal}.
 */
final class OpenDoor implements KeyValueService {
    private final KeyValueService service;
    private final Consumer<Runnable> answers;
    private final Journal journal;

    /**
     * A way through {@code service}.
     *
     * @param answers runs what an answer causes, on the thread of the run
     */
    OpenDoor(KeyValueService service, Consumer<Runnable> answers, Journal journal) {
        this.service = service;
        this.answers = answers;
        this.journal = journal;
    }

    @Override
    public void get(GetRequest request, Answer<ReadResult> answer) {
        service.get(request, watched("client get " + request.key(), answer));
    }

    @Override
    public void put(PutRequest request, Answer<WriteResult> answer) {
        service.put(request, watched("client put " + request.key(), answer));
    }

    @Override
    public void delete(DeleteRequest request, Answer<WriteResult> answer) {
        service.delete(request, watched("client delete " + request.key(), answer));
    }

    private <T> Answer<T> watched(String what, Answer<T> answer) {
        Answer<T> watched = journal.watch(what, sent -> true, answer);
        return new Answer<>() {
            @Override
            public void succeeded(T result) {
                answers.accept(() -> watched.succeeded(result));
            }

            @Override
            public void failed(KvError error) {
                answers.accept(() -> watched.failed(error));
            }
        };
    }
}
