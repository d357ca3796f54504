package org.streamlistening.internal.answer;

import jakarta.json.Json;
import jakarta.json.JsonValue;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.streamlistening.Offset;
import org.streamlistening.client.CreateOptions;
import org.streamlistening.client.ProducerFencedException;
import org.streamlistening.client.ProducerSequence;
import org.streamlistening.client.StreamClosedException;
import org.streamlistening.client.StreamConflictException;
import org.streamlistening.client.StreamCreated;
import org.streamlistening.client.StreamException;
import org.streamlistening.client.StreamNotFoundException;
import org.streamlistening.consumer.CheckpointStore;
import org.streamlistening.support.ModelTime;

/**
 * The rules of the protocol for JSON streams, and a register. Requests fail before or after they take effect, and while one
 * is under way, other threads run and time passes. For one thread.
 */
final class ModelStreams implements AnswerStreams, CheckpointStore {

    static final class Stream {
        final List<String> messages = new ArrayList<>();
        final Map<String, ProducerSequence> producers = new HashMap<>();
        boolean closed;
    }

    final Map<String, Stream> streams = new HashMap<>();
    private final Map<String, Checkpoint> register = new HashMap<>();
    private final Random random;
    private final ModelTime time;
    private final Duration longest;
    private int failures;
    private boolean unavailable;
    private Predicate<String> hooked = none -> false;
    private Runnable hook = () -> {};
    private final List<Runnable> late = new ArrayList<>();

    /** @param longest that a request takes */
    ModelStreams(Random random, ModelTime time, Duration longest) {
        this.random = random;
        this.time = time;
        this.longest = longest;
    }

    void failNext() {
        failures++;
    }

    /** Until further notice, no request arrives. */
    void unavailable(boolean now) {
        unavailable = now;
    }

    /** As after a pause that is longer than the server keeps the state of a producer. */
    void forgetProducers(String stream) {
        streams.get(stream).producers.clear();
    }

    void quiet() {
        failures = 0;
        unavailable = false;
    }

    /** A request that failed takes effect now. */
    void arrive() {
        if (!late.isEmpty()) {
            try {
                late.remove(random.nextInt(late.size())).run();
            } catch (StreamException e) {
                // Too late.
            }
        }
    }

    /** Runs once, before a request to a stream that this accepts. */
    void before(Predicate<String> stream, Runnable action) {
        hooked = stream;
        hook = action;
    }

    private void hook(String stream) {
        if (hooked.test(stream)) {
            hooked = none -> false;
            hook.run();
        }
    }

    private <T> T request(Supplier<T> effect, boolean canBeLate) {
        time.meanwhile(longest);
        if (unavailable) {
            throw new StreamException("the streams are unavailable", "", 503, true, null, null);
        }
        boolean fails = failures > 0;
        if (fails) {
            failures--;
            if (random.nextBoolean()) {
                if (canBeLate && random.nextBoolean()) {
                    late.add(() -> {
                        var unused = effect.get();
                    });
                }
                throw new StreamException("as scripted, before", "", 503, true, null, null);
            }
        }
        T result = effect.get();
        time.meanwhile(longest);
        if (fails) {
            throw new StreamException("as scripted, after", "", 503, true, null, null);
        }
        return result;
    }

    private void request(Runnable effect, boolean canBeLate) {
        var unused = request(
                () -> {
                    effect.run();
                    return true;
                },
                canBeLate);
    }

    @Override
    public StreamCreated create(String stream, CreateOptions options) {
        return createIfMissing(stream, options);
    }

    @Override
    public StreamCreated createIfMissing(String stream, CreateOptions options) {
        hook("create " + stream);
        return request(
                () -> {
                    Stream known = streams.get(stream);
                    if (known != null) {
                        return new StreamCreated(false, Offset.BEGINNING, known.closed);
                    }
                    Stream created = new Stream();
                    created.messages.addAll(
                            messages(new String(options.content().toBytes(), StandardCharsets.UTF_8)));
                    streams.put(stream, created);
                    return new StreamCreated(true, Offset.BEGINNING, false);
                },
                false);
    }

    private static List<String> messages(String json) {
        return Json.createReader(new StringReader(json)).readArray().stream()
                .map(JsonValue::toString)
                .toList();
    }

    @Override
    public void produce(String stream, String json, ProducerSequence sequence, boolean closing) {
        request(() -> store(stream, json, sequence, closing), true);
    }

    private void store(String stream, String json, ProducerSequence sequence, boolean closing) {
        Stream found = find(stream);
        @Nullable ProducerSequence last = found.producers.get(sequence.producerId());
        if (last != null && sequence.epoch() < last.epoch()) {
            throw new ProducerFencedException("fenced", stream, last.epoch());
        }
        boolean same = last != null && sequence.epoch() == last.epoch();
        if (same && sequence.sequence() <= last.sequence()) {
            return;
        }
        if (found.closed) {
            throw new StreamClosedException("closed", stream, null);
        }
        if (sequence.sequence() != (same ? last.sequence() + 1 : 0)) {
            throw new StreamConflictException("gap", stream);
        }
        found.producers.put(sequence.producerId(), sequence);
        found.messages.addAll(messages(json));
        found.closed = closing;
    }

    @Override
    public void append(String stream, String json) {
        request(
                () -> {
                    Stream found = find(stream);
                    if (found.closed) {
                        throw new StreamClosedException("closed", stream, null);
                    }
                    found.messages.addAll(messages(json));
                },
                true);
    }

    @Override
    public Page read(String stream, Offset from) {
        hook("read " + stream);
        return request(
                () -> {
                    Stream found = find(stream);
                    int begin = from.equals(Offset.BEGINNING) ? 0 : Integer.parseInt(from.value());
                    int end = found.messages.size();
                    return new Page(
                            List.copyOf(found.messages.subList(begin, end)),
                            Offset.of(Integer.toString(end)),
                            found.closed);
                },
                false);
    }

    @Override
    public Page await(String stream, Offset from) {
        return read(stream, from);
    }

    @Override
    public void close(String stream) {
        hook("close " + stream);
        request(() -> find(stream).closed = true, false);
    }

    @Override
    public void delete(String stream) {
        request(
                () -> {
                    var unused = find(stream);
                    streams.remove(stream);
                },
                false);
    }

    @Override
    public String encode(Object message) {
        return message.toString();
    }

    private Stream find(String stream) {
        Stream found = streams.get(stream);
        if (found == null) {
            throw new StreamNotFoundException("missing", stream);
        }
        return found;
    }

    @Override
    public Optional<Checkpoint> read(String key) {
        return request(() -> Optional.ofNullable(register.get(key)), false);
    }

    @Override
    public boolean write(String key, long expectedVersion, String content) {
        hook("write " + content);
        return request(
                () -> {
                    long version = Optional.ofNullable(register.get(key))
                            .map(Checkpoint::version)
                            .orElse(0L);
                    if (version != expectedVersion) {
                        return false;
                    }
                    register.put(key, new Checkpoint(version + 1, content));
                    return true;
                },
                false);
    }
}
