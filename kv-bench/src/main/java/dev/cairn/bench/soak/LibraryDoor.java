package dev.cairn.bench.soak;

import dev.cairn.api.Answer;
import dev.cairn.api.DeleteRequest;
import dev.cairn.api.ErrorCode;
import dev.cairn.api.GetRequest;
import dev.cairn.api.KeyValueService;
import dev.cairn.api.KvError;
import dev.cairn.api.KvException;
import dev.cairn.api.PutRequest;
import dev.cairn.api.ReadResult;
import dev.cairn.api.WriteResult;
import dev.cairn.api.cluster.Address;
import dev.cairn.client.CairnClient;
import dev.cairn.client.ClientConfig;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import javax.net.ssl.SSLContext;

/** The cluster through the client library, as an application uses it. Safe for all threads. */
final class LibraryDoor implements KeyValueService, AutoCloseable {
    private final CairnClient client;

    /** Begins with the nodes at {@code seeds}, as {@code tls} calls those that speak TLS. */
    LibraryDoor(List<Address> seeds, Optional<SSLContext> tls) {
        ClientConfig plain = ClientConfig.of(seeds.toArray(new Address[0]));
        this.client = CairnClient.connect(tls.map(plain::withTls).orElse(plain));
    }

    @Override
    public void get(GetRequest request, Answer<ReadResult> answer) {
        tell(client.get(request), answer);
    }

    @Override
    public void put(PutRequest request, Answer<WriteResult> answer) {
        tell(client.put(request), answer);
    }

    @Override
    public void delete(DeleteRequest request, Answer<WriteResult> answer) {
        tell(client.delete(request), answer);
    }

    private static <T> void tell(CompletionStage<T> call, Answer<T> answer) {
        call.whenComplete((result, failure) -> {
            if (failure == null) {
                answer.succeeded(result);
            } else {
                answer.failed(error(failure));
            }
        });
    }

    private static KvError error(Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        return cause instanceof KvException told
                ? told.error()
                : KvError.of(ErrorCode.INTERNAL, String.valueOf(cause));
    }

    @Override
    public void close() {
        client.close();
    }
}
