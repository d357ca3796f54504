package org.streamlistening.internal.answer.control;

import jakarta.json.Json;
import jakarta.json.JsonValue;
import java.io.StringReader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.streamlistening.Offset;
import org.streamlistening.client.ProducerSequence;
import org.streamlistening.client.StreamClosedException;
import org.streamlistening.client.StreamException;
import org.streamlistening.client.StreamNotFoundException;
import org.streamlistening.consumer.CheckpointStore;
import org.streamlistening.internal.consume.log.MessagePage;
import org.streamlistening.support.ModelTime;

/**
 * The rules of the protocol for JSON streams, and a register. Requests fail before or after they take effect, and while one
 * is under way, other threads run and time passes. For one thread.
 */
public class ModelStreams implements ControlStreams, CheckpointStore {

    private static final int PAGE = 20;

    public static final class Stream {
        public final List<String> messages = new ArrayList<>();
        public final Map<String, ProducerSequence> producers = new HashMap<>();
        public boolean closed;
        /** The number of pages that were read of it. */
        public int pagesRead;
    }

    public final Map<String, Stream> streams = new HashMap<>();
    private final Map<String, Checkpoint> register = new HashMap<>();
    private final Random random;
    private final ModelTime time;
    private final Duration longest;
    private int failures;
    private boolean lost;
    private boolean unavailable;
    private final Set<String> broken = new HashSet<>();
    private Predicate<String> hooked = none -> false;
    private Runnable hook = () -> {};
    private final List<Runnable> late = new ArrayList<>();

    /** @param longest that a request takes */
    public ModelStreams(Random random, ModelTime time, Duration longest) {
        this.random = random;
        this.time = time;
        this.longest = longest;
    }

    public void failNext() {
        failures++;
    }

    /** The next request takes effect, and its response is lost. */
    public void loseNextResponse() {
        lost = true;
    }

    /** Until further notice, no request arrives. */
    public void unavailable(boolean now) {
        unavailable = now;
    }

    /** Each request to this stream fails as if it could succeed later. */
    public void breakForGood(String stream) {
        broken.add(stream);
    }

    public void repair(String stream) {
        broken.remove(stream);
    }

    public void quiet() {
        failures = 0;
        unavailable = false;
    }

    /** A request that failed takes effect now. */
    public void arrive() {
        if (!late.isEmpty()) {
            try {
                late.remove(random.nextInt(late.size())).run();
            } catch (StreamException e) {
                // Too late.
            }
        }
    }

    /** Runs once, before a request to a stream that this accepts. */
    public void before(Predicate<String> stream, Runnable action) {
        hooked = stream;
        hook = action;
    }

    protected void hook(String stream) {
        if (hooked.test(stream)) {
            hooked = none -> false;
            hook.run();
        }
    }

    private <T> T request(String stream, Supplier<T> effect, boolean canBeLate) {
        time.meanwhile(longest);
        if (unavailable || broken.contains(stream)) {
            throw new StreamException("the streams are unavailable", "", 503, true, null, null);
        }
        boolean after = lost;
        lost = false;
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
        if (fails || after) {
            throw new StreamException("as scripted, after", "", 503, true, null, null);
        }
        return result;
    }

    protected void request(String stream, Runnable effect, boolean canBeLate) {
        var unused = request(
                stream,
                () -> {
                    effect.run();
                    return true;
                },
                canBeLate);
    }

    @Override
    public void create(String stream, String first) {
        var unused = created(stream, first);
    }

    /** Returns whether it is new. */
    protected boolean created(String stream, String first) {
        hook("create " + stream);
        return request(
                stream,
                () -> {
                    if (streams.containsKey(stream)) {
                        return false;
                    }
                    Stream created = new Stream();
                    created.messages.addAll(messages(first));
                    streams.put(stream, created);
                    return true;
                },
                false);
    }

    protected static List<String> messages(String json) {
        return Json.createReader(new StringReader(json)).readArray().stream()
                .map(JsonValue::toString)
                .toList();
    }

    @Override
    public void append(String stream, String json) {
        hook("append " + stream + " " + json);
        request(
                stream,
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
    public MessagePage read(String stream, Offset from, Predicate<MessagePage> enough) {
        hook("read " + stream);
        while (true) {
            MessagePage page = page(stream, from);
            if (enough.test(page) || isEnd(stream, page)) {
                return page;
            }
            from = page.next();
        }
    }

    private MessagePage page(String stream, Offset from) {
        return request(
                stream,
                () -> {
                    Stream found = find(stream);
                    found.pagesRead++;
                    int begin = from.equals(Offset.BEGINNING) ? 0 : Integer.parseInt(from.value());
                    int end = Math.min(found.messages.size(), begin + PAGE);
                    return new MessagePage(
                            List.copyOf(found.messages.subList(begin, end)),
                            Offset.of(Integer.toString(end)),
                            found.closed && end == found.messages.size());
                },
                false);
    }

    private boolean isEnd(String stream, MessagePage page) {
        Stream found = streams.get(stream);
        return found == null || Integer.parseInt(page.next().value()) == found.messages.size();
    }

    @Override
    public MessagePage await(String stream, Offset from) {
        hook("read " + stream);
        return page(stream, from);
    }

    @Override
    public void close(String stream) {
        hook("close " + stream);
        request(stream, () -> find(stream).closed = true, false);
    }

    @Override
    public void delete(String stream) {
        hook("delete " + stream);
        request(
                stream,
                () -> {
                    var unused = find(stream);
                    streams.remove(stream);
                },
                false);
    }

    protected Stream find(String stream) {
        Stream found = streams.get(stream);
        if (found == null) {
            throw new StreamNotFoundException("missing", stream);
        }
        return found;
    }

    @Override
    public Optional<Checkpoint> read(String key) {
        return request("", () -> Optional.ofNullable(register.get(key)), false);
    }

    @Override
    public boolean write(String key, long expectedVersion, String content) {
        hook("write " + content);
        return request(
                "",
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
