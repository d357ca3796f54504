package org.streamlistening.bench.subject;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import org.streamlistening.StreamStatus;
import org.streamlistening.client.DurableStreamsClient;
import org.streamlistening.server.JettyServer;
import org.streamlistening.support.Application;

/** Listeners of this library in an application on Weld: each follower is the session of a user. */
final class ListenerSubject implements Subject {

    private final Application application;
    private final Control control;
    private final Deque<Following> prepared = new ArrayDeque<>();
    private final List<Following> following = new ArrayList<>();

    private record Following(Application.Session session, AtomicReference<StreamStatus> status) {}

    private ListenerSubject(Application application, Control control) {
        this.application = application;
        this.control = control;
    }

    /** @param decode what decodes messages for observers: {@code jsonb}, or {@code jackson} behind a {@code Jsonb} */
    static ListenerSubject of(URI upstream, String transport, String decode) throws IOException {
        configure("url", upstream.toString());
        configure("transport", transport);
        Application application = decode.equals("jackson")
                ? new Application(View.class, JacksonJsonb.class)
                : new Application(View.class);
        return new ListenerSubject(application, new UpstreamControl(upstream));
    }

    /** The application embeds the server, and calls it inside the process. */
    static ListenerSubject inProcess() {
        configure("embedded.enabled", "true");
        Application application = new Application(View.class);
        DurableStreamsClient client =
                application.container().select(DurableStreamsClient.class).get();
        return new ListenerSubject(application, new OwnServerControl(client));
    }

    /** The same server in the same process, which the listeners call over HTTP. It ends with the process. */
    static ListenerSubject overHttp() {
        configure("embedded.enabled", "true");
        configure("embedded.access", "read");
        JettyServer server = JettyServer.startApplication(event -> {});
        configure("url", server.uri("/streams/").toString());
        return new ListenerSubject(new Application(View.class), new OwnServerControl(server.client()));
    }

    private static void configure(String key, String value) {
        System.setProperty("durable-streams." + key, value);
    }

    @Override
    public void prepare(int followers) {
        for (int i = 0; i < followers; i++) {
            Application.Session session = application.session();
            prepared.add(new Following(
                    session, session.request(() -> session.bean(View.class).prepare())));
        }
    }

    @Override
    public void follow(Follow follow) {
        if (control instanceof OwnServerControl own) {
            own.create(follow.stream());
        }
        Following next = prepared.remove();
        Application.Session session = next.session();
        session.run(() -> session.bean(View.class).follow(follow));
        following.add(next);
    }

    @Override
    public void awaitLive() throws InterruptedException {
        for (Following one : following) {
            StreamStatus status = one.status().get();
            while (status != StreamStatus.LIVE) {
                if (!status.isListening()) {
                    throw new IllegalStateException("a listener is " + status);
                }
                Thread.sleep(1);
                status = one.status().get();
            }
        }
    }

    @Override
    public Control control() {
        return control;
    }

    @Override
    public Executor executor() {
        return application.executor();
    }

    @Override
    public void stop() {
        following.forEach(one -> one.session().invalidate());
        following.clear();
    }

    @Override
    public void close() throws IOException {
        control.close();
        application.close();
    }
}
