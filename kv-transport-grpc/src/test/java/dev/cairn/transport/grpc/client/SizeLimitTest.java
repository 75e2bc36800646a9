package dev.cairn.transport.grpc.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.transport.grpc.server.Intake;
import dev.cairn.transport.grpc.v1.KeyValueGrpc;
import dev.cairn.transport.grpc.v1.PutRequest;
import dev.cairn.transport.grpc.v1.WriteResponse;
import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerStreamTracer;
import io.grpc.Status;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.Test;

/** A call, its tracer and its port's event loop, run by hand. */
class SizeLimitTest {
    private static final int LARGE = 20 * 1024;

    private final Queue<Runnable> loop = new ArrayDeque<>();
    private final List<Status.Code> ends = new ArrayList<>();
    private final List<String> handedOn = new ArrayList<>();
    private final Intake intake = new Intake(LARGE, loop::add);

    private final class Call extends ServerCall<PutRequest, WriteResponse> {
        @Override
        public void request(int messages) {}

        @Override
        public void sendHeaders(Metadata headers) {}

        @Override
        public void sendMessage(WriteResponse message) {}

        @Override
        public void close(Status status, Metadata trailers) {
            ends.add(status.getCode());
        }

        @Override
        public boolean isCancelled() {
            return false;
        }

        @Override
        public MethodDescriptor<PutRequest, WriteResponse> getMethodDescriptor() {
            return KeyValueGrpc.getPutMethod();
        }
    }

    private final class Service extends ServerCall.Listener<PutRequest> {
        @Override
        public void onMessage(PutRequest message) {
            handedOn.add("message");
        }

        @Override
        public void onHalfClose() {
            handedOn.add("end");
        }
    }

    private ServerCall.Listener<PutRequest> begun(ServerStreamTracer tracer) throws Exception {
        return tracer.filterContext(Context.ROOT)
                .call(() ->
                        new SizeLimit(1 << 20)
                                .interceptCall(
                                        new Call(),
                                        new Metadata(),
                                        (call, headers) -> new Service()));
    }

    /** Otherwise it would be written, and its caller told that nothing was. */
    @Test
    void aRefusedMessageWhoseRestComesAtOnceIsNotHandedOn() throws Exception {
        ServerStreamTracer tracer = intake.newServerStreamTracer("Put", new Metadata());
        ServerCall.Listener<PutRequest> listener = begun(tracer);
        tracer.inboundWireSize(LARGE + 1);
        tracer.inboundMessageRead(0, LARGE + 1, LARGE + 1);
        listener.onMessage(PutRequest.getDefaultInstance());
        listener.onHalfClose();
        assertThat(handedOn).isEmpty();
        assertThat(ends).as("while it is being read").isEmpty();
        loop.forEach(Runnable::run);
        assertThat(ends).containsExactly(Status.Code.RESOURCE_EXHAUSTED);
    }

    @Test
    void whatWasReadIsHeldNoMore() throws Exception {
        for (int i = 0; i < 3; i++) {
            ServerStreamTracer tracer = intake.newServerStreamTracer("Put", new Metadata());
            ServerCall.Listener<PutRequest> listener = begun(tracer);
            tracer.inboundWireSize(LARGE);
            tracer.inboundMessageRead(0, LARGE, LARGE);
            listener.onMessage(PutRequest.getDefaultInstance());
            listener.onHalfClose();
        }
        assertThat(handedOn).hasSize(6);
        assertThat(loop).isEmpty();
    }
}
