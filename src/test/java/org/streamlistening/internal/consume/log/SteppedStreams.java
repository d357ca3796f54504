package org.streamlistening.internal.consume.log;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.streamlistening.Offset;
import org.streamlistening.client.ProducerSequence;
import org.streamlistening.client.StreamException;

/**
 * Runs writers whose requests wait until the test decides about each of them. At most one thread runs at a time: a test is
 * deterministic.
 */
final class SteppedStreams {

    /** Ends the thread of a writer that was killed. No code of the library catches it. */
    static final class Killed extends Error {

        private static final long serialVersionUID = 1;

        Killed() {
            super("killed", null, false, false);
        }
    }

    /** The kinds of request, by which the test chooses what can happen to it. */
    enum Kind {
        /** None: the writer is about to begin a call. */
        BEGIN,
        CREATE,
        READ,
        APPEND,
        CLOSE,
        DELETE
    }

    /** A request that waits. */
    static final class Step {
        final int writer;
        final Kind kind;
        final Supplier<Object> request;
        private @Nullable Supplier<Object> response;

        Step(int writer, Kind kind, Supplier<Object> request) {
            this.writer = writer;
            this.kind = kind;
            this.request = request;
        }
    }

    private final List<Step> waiting = new ArrayList<>();
    private int running;

    /** Starts the thread of a writer, and waits until it stands at its first step. */
    synchronized void start(Runnable writer) throws InterruptedException {
        running++;
        new Thread(() -> {
                    try {
                        writer.run();
                    } catch (Killed killed) {
                        // As intended.
                    } finally {
                        ended();
                    }
                })
                .start();
        quiet();
    }

    private synchronized void ended() {
        running--;
        notifyAll();
    }

    private void quiet() throws InterruptedException {
        while (running > 0) {
            wait();
        }
    }

    synchronized List<Step> waiting() {
        return List.copyOf(waiting);
    }

    /** Answers a request, and waits until its writer stands at its next one. */
    synchronized void respond(Step step, Supplier<Object> response) throws InterruptedException {
        waiting.remove(step);
        step.response = response;
        running++;
        notifyAll();
        quiet();
    }

    synchronized Object await(Step step) {
        waiting.add(step);
        running--;
        notifyAll();
        try {
            while (step.response == null) {
                wait();
            }
        } catch (InterruptedException e) {
            throw new Killed();
        }
        return step.response.get();
    }

    /** The streams as one writer uses them. */
    LogStreams of(int writer, LogStreams server) {
        return new LogStreams() {
            @Override
            public void create(String stream, String first) {
                run(Kind.CREATE, () -> server.create(stream, first));
            }

            @Override
            public MessagePage read(String stream, Offset from) {
                return (MessagePage) await(new Step(writer, Kind.READ, () -> server.read(stream, from)));
            }

            @Override
            public boolean append(String stream, String message, ProducerSequence sequence) {
                return (boolean) await(new Step(writer, Kind.APPEND, () -> server.append(stream, message, sequence)));
            }

            @Override
            public void close(String stream) {
                run(Kind.CLOSE, () -> server.close(stream));
            }

            @Override
            public void delete(String stream) {
                run(Kind.DELETE, () -> server.delete(stream));
            }

            private void run(Kind kind, Runnable request) {
                Object unused = await(new Step(writer, kind, () -> {
                    request.run();
                    return "done";
                }));
            }
        };
    }

    /** The writer gets no response. */
    static Supplier<Object> lostResponse() {
        return () -> {
            throw new StreamException("the response was lost", "any", 0, true, null, null);
        };
    }
}
