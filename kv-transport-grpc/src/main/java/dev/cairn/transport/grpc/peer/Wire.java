package dev.cairn.transport.grpc.peer;

import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.Status;

/** One call of {@link PeerMethod#LINK}, from either end. For the link's lane. */
sealed interface Wire {
    /** Whether gRPC would send a chunk soon rather than keep it. */
    boolean isReady();

    /** Hands a chunk to gRPC, which copies it before this returns. */
    void send(Chunk chunk);

    /** Asks for so many chunks more. */
    void request(int chunks);

    /** Ends the call from this side; {@code cause} is told to the other. */
    void end(String cause);

    /** The other side has ended the call: frees what is left. */
    void ended();

    /**
     * The call of a node that dials.
     *
     * @param call the call
     * @param channel the connection, which ends with it
     */
    record Dialled(ClientCall<Chunk, Chunk> call, PeerChannel channel) implements Wire {
        @Override
        public boolean isReady() {
            return call.isReady();
        }

        @Override
        public void send(Chunk chunk) {
            call.sendMessage(chunk);
        }

        @Override
        public void request(int chunks) {
            call.request(chunks);
        }

        @Override
        public void end(String cause) {
            call.cancel(cause, null);
            channel.close();
        }

        @Override
        public void ended() {
            channel.close();
        }
    }

    /**
     * The call of a node that listens.
     *
     * @param call the call
     */
    record Accepted(ServerCall<Chunk, Chunk> call) implements Wire {
        @Override
        public boolean isReady() {
            return call.isReady();
        }

        @Override
        public void send(Chunk chunk) {
            call.sendMessage(chunk);
        }

        @Override
        public void request(int chunks) {
            call.request(chunks);
        }

        @Override
        public void end(String cause) {
            call.close(Status.UNAVAILABLE.withDescription(cause), new Metadata());
        }

        @Override
        public void ended() {}
    }
}
