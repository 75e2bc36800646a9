package dev.cairn.transport.grpc.client;

import com.google.protobuf.MessageLite;
import dev.cairn.api.ErrorCode;
import dev.cairn.api.KvError;
import dev.cairn.transport.grpc.server.Intake;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import java.util.concurrent.Executor;

/**
 * Refuses messages over a size while they arrive, and those that were packed small and are not. The
 * port's own limit refuses them by what they say of their size, but where clients share the peers'
 * port it is a larger one, and a message may be long in coming.
 */
final class SizeLimit implements ServerInterceptor {
    private static final KvError OVERLOADED =
            KvError.of(
                    ErrorCode.OVERLOADED,
                    "too many large messages are on their way; try again later");

    private final int maxBytes;

    SizeLimit(int maxBytes) {
        this.maxBytes = maxBytes;
    }

    @Override
    public <Q, R> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
        Refusal refusal = new Refusal(call);
        Intake.limit(maxBytes, refusal::refuse);
        return new SimpleForwardingServerCallListener<>(next.startCall(call, headers)) {
            @Override
            public void onMessage(Q message) {
                if (message instanceof MessageLite sized && sized.getSerializedSize() > maxBytes) {
                    refusal.refuse(Intake.Excess.MESSAGE, Runnable::run);
                } else if (!refusal.refused) {
                    super.onMessage(message);
                }
            }

            @Override
            public void onHalfClose() {
                if (!refusal.refused) {
                    super.onHalfClose();
                }
            }
        };
    }

    /** Of one call: nothing of it is handed on from the moment it is known. */
    private final class Refusal {
        private final ServerCall<?, ?> call;
        private volatile boolean refused;

        Refusal(ServerCall<?, ?> call) {
            this.call = call;
        }

        void refuse(Intake.Excess excess, Executor closer) {
            refused = true;
            closer.execute(() -> close(excess));
        }

        private void close(Intake.Excess excess) {
            switch (excess) {
                case MESSAGE ->
                        call.close(
                                Status.RESOURCE_EXHAUSTED.withDescription(
                                        "a message has at most " + maxBytes + " bytes"),
                                new Metadata());
                case ALL -> Statuses.close(call, OVERLOADED);
            }
        }
    }
}
