package org.streamlistening.bench.subject;

import java.net.URI;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Executor;
import org.streamlistening.StreamStatus;
import org.streamlistening.support.Application;

/** Listeners of this library in an application on Weld: each follower is the session of a user. */
final class ListenerSubject implements Subject {

    private final Application application;
    private final Deque<Application.Session> prepared = new ArrayDeque<>();
    private final List<Application.Session> following = new ArrayList<>();

    /** @param decode what decodes the messages for observers: {@code jsonb}, or {@code jackson} behind a {@code Jsonb} */
    ListenerSubject(URI upstream, String transport, String decode) {
        System.setProperty("durable-streams.url", upstream.toString());
        System.setProperty("durable-streams.transport", transport);
        application = decode.equals("jackson")
                ? new Application(View.class, JacksonJsonb.class)
                : new Application(View.class);
    }

    @Override
    public void prepare(int followers) {
        for (int i = 0; i < followers; i++) {
            Application.Session session = application.session();
            session.run(() -> session.bean(View.class).prepare());
            prepared.add(session);
        }
    }

    @Override
    public void follow(Follow follow) {
        Application.Session session = prepared.remove();
        session.run(() -> session.bean(View.class).follow(follow));
        following.add(session);
    }

    @Override
    public void awaitLive() throws InterruptedException {
        for (Application.Session session : following) {
            StreamStatus status = status(session);
            while (status != StreamStatus.LIVE) {
                if (!status.isListening()) {
                    throw new IllegalStateException("a listener is " + status);
                }
                Thread.sleep(1);
                status = status(session);
            }
        }
    }

    private static StreamStatus status(Application.Session session) {
        return session.request(() -> session.bean(View.class).status());
    }

    @Override
    public Executor executor() {
        return application.executor();
    }

    @Override
    public void stop() {
        following.forEach(Application.Session::invalidate);
        following.clear();
    }

    @Override
    public void close() {
        application.close();
    }
}
