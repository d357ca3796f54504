package org.streamlistening.websocket;

import jakarta.websocket.CloseReason;
import jakarta.websocket.RemoteEndpoint;
import jakarta.websocket.SendHandler;
import jakarta.websocket.SendResult;
import jakarta.websocket.Session;
import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The server's end of a connection, whose browser receives frames when the test calls {@link #receive}. */
public final class ScriptedSession {

    private final String id = UUID.randomUUID().toString();
    private final Map<String, Object> userProperties = new HashMap<>();
    private final Map<String, List<String>> parameters = new HashMap<>();
    private final List<String> sent = new ArrayList<>();
    private @Nullable Error throwsOnSend;
    private final Deque<SendHandler> underWay = new ArrayDeque<>();
    private final RemoteEndpoint.Async remote = proxy(RemoteEndpoint.Async.class, (self, method, arguments) -> {
        if (method.getName().equals("sendText")) {
            Error thrown = throwsOnSend;
            throwsOnSend = null;
            if (thrown != null) {
                throw thrown;
            }
            send((String) arguments[0], (SendHandler) arguments[1]);
        }
        return null;
    });
    private final Session session = proxy(Session.class, (self, method, arguments) -> switch (method.getName()) {
        case "getId" -> id;
        case "getUserProperties" -> userProperties;
        case "getRequestParameterMap" -> parameters;
        case "getAsyncRemote" -> remote;
        case "isOpen" -> isOpen();
        case "close" -> close((CloseReason) arguments[0]);
        default -> throw new UnsupportedOperationException(method.getName());
    });
    private CloseReason closed;
    private boolean open = true;
    private boolean eager;

    @SuppressWarnings("unchecked")
    static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return (T) Proxy.newProxyInstance(ScriptedSession.class.getClassLoader(), new Class<?>[] {type}, handler);
    }

    /** Makes the browser receive every frame at once. */
    public ScriptedSession takesEverything() {
        eager = true;
        return this;
    }

    public ScriptedSession with(String parameter, String value) {
        parameters.put(parameter, List.of(value));
        return this;
    }

    public Session session() {
        return session;
    }

    public Map<String, Object> userProperties() {
        return userProperties;
    }

    private void send(String frame, SendHandler handler) {
        synchronized (this) {
            if (!open) {
                throw new IllegalStateException("closed");
            }
            if (!underWay.isEmpty()) {
                throw new IllegalStateException("two frames at once");
            }
            sent.add(frame);
            if (!eager) {
                underWay.add(handler);
                return;
            }
        }
        handler.onResult(new SendResult());
    }

    /** The browser receives the frame in transmission. */
    public void receive() {
        SendHandler handler;
        synchronized (this) {
            handler = underWay.remove();
        }
        handler.onResult(new SendResult());
    }

    public void failToSend() {
        underWay.remove().onResult(new SendResult(new IOException("connection reset")));
    }

    /** Breaks the connection without an event. */
    public synchronized void vanish() {
        open = false;
    }

    public synchronized boolean isSending() {
        return !underWay.isEmpty();
    }

    public synchronized List<String> sent() {
        return List.copyOf(sent);
    }

    /** The frames sent since the last call. */
    public synchronized List<String> news() {
        List<String> news = List.copyOf(sent);
        sent.clear();
        return news;
    }

    private synchronized boolean isOpen() {
        return open;
    }

    private synchronized Object close(CloseReason reason) {
        if (closed == null) {
            closed = reason;
        }
        open = false;
        return null;
    }

    /** The code and reason of the close, or an empty text. */
    public synchronized String closed() {
        return closed == null ? "" : closed.getCloseCode().getCode() + " " + closed.getReasonPhrase();
    }

    /** Makes the browser leave the next frame. */
    public void throwsOnSend(Error thrown) {
        throwsOnSend = thrown;
    }
}
