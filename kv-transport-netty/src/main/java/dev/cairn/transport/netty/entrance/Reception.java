package dev.cairn.transport.netty.entrance;

import dev.cairn.api.env.Lane;
import io.netty.channel.Channel;

/** Takes over the connections of one role. */
@FunctionalInterface
public interface Reception {
    /**
     * The connection is the role's from here on: adds its handlers, which then get all that the
     * caller has sent, from the first byte. Called on the connection's lane.
     */
    void enter(Channel channel, Lane lane);
}
