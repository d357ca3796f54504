package org.streamlistening.bench.subject;

import java.io.IOException;
import java.net.URI;
import java.util.concurrent.Executor;
import org.streamlistening.StreamStatus;
import org.streamlistening.support.Application;

/** A consumer of this library in an application on Weld, which follows one stream at a time. */
final class ConsumerSubject implements Subject {

    private final Application application = new Application(Projection.class, MemoryCheckpoints.class);
    private final Projection projection =
            application.container().select(Projection.class).get();
    private final Control control;

    private ConsumerSubject(Control control) {
        this.control = control;
    }

    static ConsumerSubject of(URI upstream, String transport) throws IOException {
        System.setProperty("durable-streams.url", upstream.toString());
        System.setProperty("durable-streams.transport", transport);
        return new ConsumerSubject(new UpstreamControl(upstream));
    }

    /** Waits until the consumer is claimed, as it is soon after the start of an application. */
    @Override
    public void prepare(int followers) {
        if (followers != 1) {
            throw new IllegalArgumentException("a consumer follows one stream");
        }
        try {
            while (projection.status() == StreamStatus.STANDBY) {
                Thread.sleep(1);
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        projection.pause();
    }

    @Override
    public void follow(Follow follow) {
        projection.follow(follow);
    }

    @Override
    public void awaitLive() throws InterruptedException {
        while (projection.status() != StreamStatus.LIVE) {
            Thread.sleep(1);
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
        projection.pause();
    }

    @Override
    public void close() throws IOException {
        control.close();
        application.close();
    }
}
