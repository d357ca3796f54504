package org.streamlistening.it;

import jakarta.websocket.OnOpen;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerEndpoint;
import java.time.Duration;
import org.streamlistening.websocket.StreamSocket;
import org.streamlistening.websocket.StreamSocketConfigurator;
import org.streamlistening.websocket.StreamSocketOptions;

/** Sends the stream of the request parameter to the browser. */
@ServerEndpoint(value = "/follow", configurator = StreamSocketConfigurator.class)
public class FollowSocket {

    @OnOpen
    public void open(Session session) {
        String stream = session.getRequestParameterMap().get("stream").get(0);
        StreamSocket.of(session).follow(stream, StreamSocketOptions.defaults().sendTimeout(Duration.ofSeconds(2)));
    }
}
