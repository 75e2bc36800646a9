package dev.cairn.client;

import dev.cairn.api.Answer;
import dev.cairn.api.DeleteRequest;
import dev.cairn.api.GetRequest;
import dev.cairn.api.KeyValueService;
import dev.cairn.api.KvError;
import dev.cairn.api.OperationRequest;
import dev.cairn.api.OperationResult;
import dev.cairn.api.PutRequest;
import dev.cairn.api.ReadResult;
import dev.cairn.api.ScanRequest;
import dev.cairn.api.ScanResult;
import dev.cairn.api.Watch;
import dev.cairn.api.WatchRequest;
import dev.cairn.api.Watcher;
import dev.cairn.api.WriteResult;
import dev.cairn.api.cluster.Address;
import dev.cairn.api.nativeprotocol.Call;
import dev.cairn.api.nativeprotocol.Request;
import dev.cairn.api.nativeprotocol.Response;
import dev.cairn.api.spi.ClientProtocol;
import dev.cairn.api.spi.ConfigType;
import dev.cairn.testkit.service.OneNode;
import java.io.IOException;
import java.lang.invoke.MethodType;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.function.Function;

/** A node that speaks gRPC, by the module that servers have. One that breaks is gone for good. */
final class GrpcNode extends ScriptedNode implements KeyValueService {
    private static final int MAX_MESSAGE_BYTES = 1 << 20;
    private static final int MAX_IN_FLIGHT = 4096;

    private final ClientProtocol server;

    GrpcNode(String id, Store store) throws IOException {
        super(id, store);
        this.server = start(provider());
    }

    private static ClientProtocol.Provider<?> provider() {
        GrpcNode.class.getModule().addUses(ClientProtocol.Provider.class);
        return ServiceLoader.load(ClientProtocol.Provider.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(provider -> provider.name().equals("grpc"))
                .findFirst()
                .orElseThrow();
    }

    private <C extends Record> ClientProtocol start(ClientProtocol.Provider<C> provider)
            throws IOException {
        return provider.start(
                anyPort(provider.config()),
                this,
                OneNode.ofNoCluster(),
                new ClientProtocol.Env(
                        "127.0.0.1", List.of(), Runnable::run, "0.1.0", event -> {}));
    }

    private static <C extends Record> C anyPort(ConfigType<C> config) {
        try {
            return config.type()
                    .cast(
                            config.lookup()
                                    .findConstructor(
                                            config.type(),
                                            MethodType.methodType(
                                                    void.class,
                                                    boolean.class,
                                                    int.class,
                                                    int.class,
                                                    int.class,
                                                    boolean.class))
                                    .invoke(true, 0, MAX_MESSAGE_BYTES, MAX_IN_FLIGHT, false));
        } catch (Throwable changed) {
            throw new IllegalStateException(changed);
        }
    }

    @Override
    Address address() {
        return server.address();
    }

    @Override
    public void close() {
        server.close();
    }

    private Optional<Response> response(Request request) {
        Call call = new Call(calls.size(), request);
        calls.add(call);
        return switch (script.apply(call)) {
            case Step.Serve _ -> Optional.of(serve(request));
            case Step.Say(Response response) -> Optional.of(response);
            case Step.ServeAndDrop _ -> {
                serve(request);
                Thread.ofVirtual().start(this::close);
                yield Optional.empty();
            }
            case Step.Ignore _ -> Optional.empty();
            case Step.Babble _ -> {
                Thread.ofVirtual().start(this::close);
                yield Optional.empty();
            }
        };
    }

    private <R extends Response, T> void answer(
            Request request, Class<R> expected, Function<R, T> result, Answer<T> answer) {
        response(request)
                .ifPresent(response -> {
                    if (response instanceof Response.Failed(KvError error)) {
                        answer.failed(error);
                    } else {
                        answer.succeeded(result.apply(expected.cast(response)));
                    }
                });
    }

    @Override
    public void get(GetRequest request, Answer<ReadResult> answer) {
        answer(
                new Request.Get(request, true),
                Response.Found.class,
                Response.Found::result,
                answer);
    }

    @Override
    public void put(PutRequest request, Answer<WriteResult> answer) {
        answer(
                new Request.Put(request, true),
                Response.Written.class,
                Response.Written::result,
                answer);
    }

    @Override
    public void delete(DeleteRequest request, Answer<WriteResult> answer) {
        answer(
                new Request.Delete(request, true),
                Response.Written.class,
                Response.Written::result,
                answer);
    }

    @Override
    public void scan(ScanRequest request, Answer<ScanResult> answer) {
        answer(new Request.Scan(request), Response.Scanned.class, Response.Scanned::result, answer);
    }

    @Override
    public void resolve(OperationRequest request, Answer<OperationResult> answer) {
        answer(
                new Request.Resolve(
                        request.operation(), request.key().orElseThrow(), request.options()),
                Response.Resolved.class,
                resolved ->
                        new OperationResult(
                                request.operation(),
                                request.key().orElseThrow(),
                                resolved.status()),
                answer);
    }

    /** Two events: gRPC asks for the next before the client does. */
    @Override
    public Watch watch(WatchRequest request, Watcher watcher) {
        Request.Watch asked = new Request.Watch(1, request);
        response(asked)
                .ifPresent(response -> {
                    if (response instanceof Response.Watched(var event)) {
                        watcher.event(event);
                        // Whoever listens is told as much as it has room for.
                        if (script.apply(calls.getLast()) instanceof Step.Serve) {
                            watcher.event(((Response.Watched) serve(asked)).event());
                        }
                    } else if (response instanceof Response.Failed(KvError error)) {
                        watcher.ended(error);
                    }
                });
        return Watch.ENDED;
    }
}
