package org.streamlistening.sample;

import jakarta.websocket.OnClose;
import jakarta.websocket.OnOpen;
import jakarta.websocket.Session;
import jakarta.websocket.server.PathParam;
import jakarta.websocket.server.ServerEndpoint;
import org.streamlistening.websocket.StreamSocket;
import org.streamlistening.websocket.StreamSocketConfigurator;

/**
 * Sends an answer to a page over a WebSocket. A client that knows the unguessable key may read it, as in the whole
 * sample.
 */
@ServerEndpoint(value = "/socket/{key}", configurator = StreamSocketConfigurator.class)
public class AnswerSocket {

    @OnOpen
    public void open(Session session, @PathParam("key") String key) {
        StreamSocket.of(session).follow("answers/" + key);
    }

    @OnClose
    public void close(Session session) {
        StreamSocket.of(session).end();
    }
}
