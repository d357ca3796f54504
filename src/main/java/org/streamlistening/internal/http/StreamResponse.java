package org.streamlistening.internal.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.streamlistening.Offset;
import org.streamlistening.StreamMessage;
import org.streamlistening.internal.http.body.ContentCoding;
import org.streamlistening.internal.protocol.ProtocolNames;
import org.streamlistening.internal.threads.Awaitable;

/** The head of a response, and its body as it arrives. For one thread at a time. */
public final class StreamResponse implements AutoCloseable, Awaitable {

    private final int status;
    private final Function<String, @Nullable String> headers;
    private final boolean framed;
    private final ResponseHandle handle;
    private final Awaitable arrival;
    private InputStream body;

    /** A response whose body only a blocked thread can await. The parameters are those of the other constructor. */
    public StreamResponse(
            int status,
            Function<String, @Nullable String> headers,
            boolean framed,
            InputStream body,
            ResponseHandle handle) {
        this(status, headers, framed, body, handle, then -> false);
    }

    /**
     * @param headers returns the value of a header, ignoring the case of its name
     * @param framed whether head and body travel in frames that mark their ends, as from HTTP/2 on
     * @param arrival awaits more of the body
     */
    public StreamResponse(
            int status,
            Function<String, @Nullable String> headers,
            boolean framed,
            InputStream body,
            ResponseHandle handle,
            Awaitable arrival) {
        this.arrival = arrival;
        this.status = status;
        this.headers = headers;
        this.framed = framed;
        this.body = body;
        this.handle = handle;
    }

    /** Awaits more of the body without a thread. */
    @Override
    public boolean whenReady(Runnable then) {
        return arrival.whenReady(then);
    }

    public int status() {
        return status;
    }

    /** The value of a header; empty if the header is absent or blank. */
    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.apply(name)).map(String::strip).filter(value -> !value.isEmpty());
    }

    public boolean isTrue(String name) {
        return header(name).filter("true"::equalsIgnoreCase).isPresent();
    }

    /** @throws IllegalArgumentException if the value of the header is no valid offset */
    public Optional<Offset> offset(String name) {
        return header(name).map(Offset::of);
    }

    /** Whether all headers of a Durable Streams server are absent: a proxy may have sent this response. */
    public boolean isForeign() {
        return ProtocolNames.READ_HEADERS.stream().allMatch(name -> header(name).isEmpty());
    }

    /** Whether the length or the framing of the body is known, so that the transport detects a truncated body. */
    public boolean isDelimited() {
        return framed
                || header("Content-Length").isPresent()
                || header("Transfer-Encoding").isPresent();
    }

    /**
     * Checks that the head is complete, for a response whose body stays unread. Some HTTP clients take a truncated head
     * for a complete one. A body, or a connection that is still open, proves that the head is complete. Blocks for
     * {@link ResponseHandle#DRAIN_TIMEOUT} at most, since the body may never end or never come.
     *
     * @throws IOException if the head may be truncated
     */
    public void requireCompleteHead() throws IOException {
        if (!isComplete() && handle.mayBeTruncated()) {
            throw truncated();
        }
    }

    /**
     * Checks that the head is complete, for a response whose body is read. Blocks until the first byte of the body is
     * there.
     *
     * @throws IOException if the head may be truncated
     */
    public void requireBodyStart() throws IOException {
        if (isComplete()) {
            return;
        }
        PushbackInputStream all = new PushbackInputStream(body);
        int first = all.read();
        if (first >= 0) {
            all.unread(first);
        } else if (header("Transfer-Encoding").isEmpty()) {
            throw truncated();
        }
        body = all;
    }

    private boolean isComplete() {
        return framed
                || status == 204
                || status == 304
                || header("Content-Length").filter("0"::equals).isPresent();
    }

    private static IOException truncated() {
        return new IOException("the response was cut off in its head");
    }

    /**
     * The body without its content coding.
     *
     * @throws org.streamlistening.internal.http.body.UndecodableException if the client did not ask for the content
     *     coding
     */
    public InputStream body() throws IOException {
        String type = header("Content-Type").orElse("").toLowerCase(Locale.ROOT);
        boolean textual = type.startsWith("text/") || StreamMessage.isJson(type);
        return ContentCoding.decoded(body, headers.apply(ContentCoding.HEADER), handle.decodingCheck(), textual);
    }

    @Override
    public void close() {
        try {
            handle.close();
        } catch (RuntimeException e) {
            // Harmless: the caller has read all that it needs, and the connection is not used again.
            System.getLogger(StreamResponse.class.getName())
                    .log(System.Logger.Level.TRACE, "a response could not be closed", e);
        }
    }
}
