package org.streamlistening.internal.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.streamlistening.Offset;
import org.streamlistening.StreamMessage;
import org.streamlistening.internal.protocol.ProtocolNames;
import org.streamlistening.internal.threads.Awaitable;

/** The head of an answer, and its body as it arrives. */
public final class StreamResponse implements AutoCloseable, Awaitable {

    private final int status;
    private final Function<String, @Nullable String> headers;
    private final boolean framed;
    private final Hold hold;
    private final Awaitable arrival;
    private InputStream body;

    /** What an answer holds of its transport. */
    public interface Hold extends AutoCloseable {

        /** So long a body is waited for that nobody reads, so that its connection can be used again. */
        Duration A_MOMENT = Duration.ofSeconds(1);

        /** What a transport holds that never takes a head for whole that was cut off. */
        static Hold of(Runnable release) {
            return new Hold() {
                @Override
                public boolean mayBeCut() {
                    return false;
                }

                @Override
                public void close() {
                    release.run();
                }
            };
        }

        /** Whether the head may have been cut off. Takes a moment at most, and makes the body unreadable. */
        boolean mayBeCut();

        /** Tells whether something that this transport runs has unpacked a body; null: nothing does. */
        default ContentCoding.@Nullable Unpacked unpacked() {
            return null;
        }

        /** Gives it back, within a moment, whether the body was read or not. */
        @Override
        void close();
    }

    /**
     * @param headers finds the value of a header, whatever its case
     * @param framed whether head and body travel in frames that say where they end, as from HTTP/2 on: no header has to
     */
    public StreamResponse(
            int status, Function<String, @Nullable String> headers, boolean framed, InputStream body, Hold hold) {
        this(status, headers, framed, body, hold, then -> false);
    }

    /** @param arrival awaits more of the body */
    public StreamResponse(
            int status,
            Function<String, @Nullable String> headers,
            boolean framed,
            InputStream body,
            Hold hold,
            Awaitable arrival) {
        this.arrival = arrival;
        this.status = status;
        this.headers = headers;
        this.framed = framed;
        this.body = body;
        this.hold = hold;
    }

    /** Waits without a thread until more of the body is there. */
    @Override
    public boolean await(Runnable then) {
        return arrival.await(then);
    }

    public int status() {
        return status;
    }

    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.apply(name)).map(String::strip).filter(value -> !value.isEmpty());
    }

    public boolean isTrue(String name) {
        return header(name).filter("true"::equalsIgnoreCase).isPresent();
    }

    /** @throws IllegalArgumentException if the server sent something that no offset can be */
    public Optional<Offset> offset(String name) {
        return header(name).map(Offset::of);
    }

    /** Whether no header says that a Durable Streams server sent this: a proxy may have. */
    public boolean isForeign() {
        return ProtocolNames.OF_EACH_READ.stream().allMatch(name -> header(name).isEmpty());
    }

    /** Whether the body says itself where it ends, so that the transport notices when it was cut. */
    public boolean tellsItsEnd() {
        return framed
                || header("Content-Length").isPresent()
                || header("Transfer-Encoding").isPresent();
    }

    /**
     * Makes sure that the head of an answer is complete whose body nobody reads. To some HTTP clients, a head that was
     * cut off looks like one that ended there; what follows it, or that the server is still there, proves the opposite.
     * Takes a moment at most: the body may never end, or never come.
     *
     * @throws IOException if nothing follows where something has to
     */
    public void requireWholeHead() throws IOException {
        if (!isWhole() && hold.mayBeCut()) {
            throw cutOff();
        }
    }

    /**
     * The same for an answer whose body is read: waits for the beginning of it.
     *
     * @throws IOException if nothing follows where something has to
     */
    public void requireBody() throws IOException {
        if (isWhole()) {
            return;
        }
        PushbackInputStream all = new PushbackInputStream(body);
        int first = all.read();
        if (first >= 0) {
            all.unread(first);
        } else if (header("Transfer-Encoding").isEmpty()) {
            throw cutOff();
        }
        body = all;
    }

    private boolean isWhole() {
        return framed
                || status == 204
                || status == 304
                || header("Content-Length").filter("0"::equals).isPresent();
    }

    private static IOException cutOff() {
        return new IOException("the answer was cut off in its head");
    }

    /**
     * The body without its content coding.
     *
     * @throws UndecodableException if it has one that the client did not ask for
     */
    public InputStream body() throws IOException {
        String type = header("Content-Type").orElse("").toLowerCase(Locale.ROOT);
        boolean textual = type.startsWith("text/") || StreamMessage.isJson(type);
        return ContentCoding.decoded(body, headers.apply(ContentCoding.HEADER), hold.unpacked(), textual);
    }

    @Override
    public void close() {
        try {
            hold.close();
        } catch (RuntimeException e) {
            // Nothing is lost: what mattered of the answer was read, and its connection is not used again.
            System.getLogger(StreamResponse.class.getName())
                    .log(System.Logger.Level.TRACE, "closing an answer failed", e);
        }
    }
}
