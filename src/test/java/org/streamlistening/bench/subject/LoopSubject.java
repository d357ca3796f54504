package org.streamlistening.bench.subject;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.streamlistening.LiveMode;

/**
 * What an application would write by hand: loops over {@code java.net.http}, each with catch-up and then
 * long-polls, or over one response of server-sent events. One loop for each follower or, fanned out, one for each
 * stream.
 */
final class LoopSubject implements Subject {

    private static final int THREADS = 4;

    private final ExecutorService executor = Executors.newFixedThreadPool(THREADS);
    private final HttpClient http = HttpClient.newBuilder().executor(executor).build();
    private final URI upstream;
    private final TokenDecoder decoder;
    private final boolean fannedOut;
    private final UpstreamControl control;
    private final Map<String, ReadLoop> shared = new ConcurrentHashMap<>();
    private final List<EventLoop> events = new ArrayList<>();
    private final List<ReadLoop> loops = new ArrayList<>();

    LoopSubject(URI upstream, TokenDecoder decoder, boolean fannedOut) throws IOException {
        this.upstream = upstream;
        this.decoder = decoder;
        this.fannedOut = fannedOut;
        this.control = new UpstreamControl(upstream);
    }

    @Override
    public void prepare(int followers) {
        // A receiver is all that a follower has here.
    }

    @Override
    public void follow(Follow follow) {
        if (follow.live() == LiveMode.SSE) {
            EventLoop loop = new EventLoop(
                    http, upstream.resolve(follow.stream()), follow, decoder, fannedOut ? executor : null);
            events.add(loop);
            loop.start();
            return;
        }
        ReadLoop known = fannedOut ? shared.get(follow.stream()) : null;
        if (known != null) {
            known.add(follow.receiver());
            return;
        }
        ReadLoop loop = new ReadLoop(http, upstream.resolve(follow.stream()), follow, decoder);
        if (fannedOut) {
            loop.fanOut(executor, THREADS);
            shared.put(follow.stream(), loop);
        }
        loops.add(loop);
        loop.start();
    }

    /** The upstream knows best which reads wait. */
    @Override
    public void awaitLive() throws Exception {
        while (control.waiting() != loops.size() + events.size()) {
            for (ReadLoop loop : loops) {
                loop.check();
            }
            Thread.sleep(1);
        }
    }

    @Override
    public Control control() {
        return control;
    }

    @Override
    public Executor executor() {
        return executor;
    }

    @Override
    public void stop() throws Exception {
        loops.forEach(ReadLoop::stop);
        loops.clear();
        events.forEach(EventLoop::stop);
        events.clear();
        shared.clear();
        // Until the upstream has noticed.
        awaitLive();
    }

    @Override
    public void close() throws Exception {
        loops.forEach(ReadLoop::stop);
        events.forEach(EventLoop::stop);
        executor.shutdownNow();
        control.close();
    }
}
