package org.streamlistening.client;

import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.GZIPOutputStream;

/** The reaction of the {@link ScriptedServer} to one request. */
public final class ScriptedResponse {

    /** A body that is generated while it is sent, since it may not fit into memory. */
    interface Content {
        void writeTo(OutputStream out) throws IOException;
    }

    private final int status;
    private final Map<String, String> headers = new LinkedHashMap<>();
    private byte[] body = {};
    private Content generated;
    private int cutAt = -1;
    private int headCutAt = -1;
    private boolean withoutLength;
    private boolean chunked;
    private boolean stalls;
    private boolean drips;
    private boolean dropped;
    private boolean silent;
    private String[] endlessHead = {};
    private final AtomicLong sent = new AtomicLong();
    private CountDownLatch start = new CountDownLatch(0);

    private ScriptedResponse(int status) {
        this.status = status;
    }

    public static ScriptedResponse status(int status) {
        return new ScriptedResponse(status);
    }

    public static ScriptedResponse json(String body) {
        return status(200).header("Content-Type", "application/json").body(body.getBytes(StandardCharsets.UTF_8));
    }

    public static ScriptedResponse text(String body) {
        return bytes("text/plain", body.getBytes(StandardCharsets.UTF_8));
    }

    public static ScriptedResponse bytes(String contentType, byte[] body) {
        return status(200).header("Content-Type", contentType).body(body);
    }

    /** A body of known length that is generated while it is sent. */
    static ScriptedResponse generated(String contentType, long length, Content content) {
        ScriptedResponse response =
                status(200).header("Content-Type", contentType).header("Content-Length", Long.toString(length));
        response.generated = content;
        return response;
    }

    /** An event stream of these events, each given as its lines; the connection is closed right behind the last one. */
    public static ScriptedResponse events(String... events) {
        StringBuilder text = new StringBuilder();
        for (String event : events) {
            text.append(event).append("\n\n");
        }
        return bytes("text/event-stream", text.toString().getBytes(StandardCharsets.UTF_8))
                .chunked();
    }

    /** The same with data that need not be UTF-8: each character of an event is one byte. */
    static ScriptedResponse rawEvents(String... events) {
        ScriptedResponse response = events(events);
        return response.body(new String(response.body, StandardCharsets.UTF_8).getBytes(StandardCharsets.ISO_8859_1));
    }

    static ScriptedResponse noContent() {
        return status(204);
    }

    /** An endless head: a beginning, then a part that repeats. */
    static ScriptedResponse endlessHead(String begin, String more) {
        ScriptedResponse response = status(200).header("Stream-Next-Offset", "1");
        response.endlessHead = new String[] {begin, more.repeat(1000)};
        return response;
    }

    /** The number of bytes of an endless head that were sent. */
    long sent() {
        return sent.get();
    }

    /** Closes the connection without a response. */
    static ScriptedResponse dropped() {
        ScriptedResponse response = status(0);
        response.dropped = true;
        return response;
    }

    /** Reads the request and never responds. */
    static ScriptedResponse silence() {
        ScriptedResponse response = status(0);
        response.silent = true;
        return response;
    }

    public ScriptedResponse body(byte[] content) {
        body = content;
        return this;
    }

    /** The bytes of the body, for a test that damages them. */
    public byte[] bodyBytes() {
        return body;
    }

    public int status() {
        return status;
    }

    Map<String, String> headers() {
        return headers;
    }

    public ScriptedResponse header(String name, String value) {
        headers.put(name, value);
        return this;
    }

    public ScriptedResponse next(String offset) {
        return header("Stream-Next-Offset", offset);
    }

    public ScriptedResponse upToDate() {
        return header("Stream-Up-To-Date", "true");
    }

    public ScriptedResponse closed() {
        return header("Stream-Closed", "true");
    }

    ScriptedResponse cursor(String cursor) {
        return header("Stream-Cursor", cursor);
    }

    public ScriptedResponse gzipped() {
        return body(gzip(body)).header("Content-Encoding", "gzip");
    }

    /** In two members, cut anywhere. */
    ScriptedResponse gzippedInTwo(Random random) {
        int cut = random.nextInt(body.length + 1);
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        packed.writeBytes(gzip(Arrays.copyOf(body, cut)));
        packed.writeBytes(gzip(Arrays.copyOfRange(body, cut, body.length)));
        return body(packed.toByteArray()).header("Content-Encoding", "gzip");
    }

    private static byte[] gzip(byte[] content) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return packed.toByteArray();
    }

    /** Closes the connection after this number of bytes of the body, despite a full {@code Content-Length}. */
    public ScriptedResponse cutAt(int bytes) {
        cutAt = bytes;
        return this;
    }

    /** Closes the connection after this number of bytes of the head. */
    ScriptedResponse cutInHeadAt(int bytes) {
        headCutAt = bytes;
        return this;
    }

    /** Closes the connection somewhere in the body, or behind it. */
    ScriptedResponse cutSomewhere(Random random) {
        return cutAt(random.nextInt(body.length + 1));
    }

    /** Sends this number of bytes of the body and then nothing, with the connection open. */
    public ScriptedResponse stallsAt(int bytes) {
        cutAt = bytes;
        stalls = true;
        return this;
    }

    /** An endless body: sends another byte now and then until the connection is closed. */
    ScriptedResponse drips() {
        chunked = true;
        drips = true;
        return this;
    }

    /** Leaves the connection open after the body. */
    ScriptedResponse thenStaysOpen() {
        return stallsAt(body.length);
    }

    /** Sends the body in chunks, without a length. */
    public ScriptedResponse chunked() {
        chunked = true;
        return this;
    }

    /** Sends no length: the end of the connection ends the body. */
    ScriptedResponse withoutLength() {
        withoutLength = true;
        return this;
    }

    /** Responds once the latch has been counted down. */
    ScriptedResponse after(CountDownLatch latch) {
        start = latch;
        return this;
    }

    /** @return whether the connection can be used again */
    boolean write(InputStream in, OutputStream out, boolean head) throws IOException, InterruptedException {
        start.await();
        if (silent) {
            in.transferTo(OutputStream.nullOutputStream());
        }
        if (dropped || silent) {
            return false;
        }
        StringBuilder top = new StringBuilder("HTTP/1.1 " + status + " Scripted\r\n");
        headers.forEach(
                (name, value) -> top.append(name).append(": ").append(value).append("\r\n"));
        if (chunked) {
            top.append("Transfer-Encoding: chunked\r\nConnection: close\r\n");
        } else if (withoutLength) {
            top.append("Connection: close\r\n");
        } else if (status != 204 && status != 304 && generated == null) {
            top.append("Content-Length: ").append(body.length).append("\r\n");
        }
        if (endlessHead.length > 0) {
            out.write(top.append(endlessHead[0]).toString().getBytes(StandardCharsets.ISO_8859_1));
            byte[] more = endlessHead[1].getBytes(StandardCharsets.ISO_8859_1);
            while (true) {
                out.write(more);
                sent.addAndGet(more.length);
            }
        }
        if (headCutAt >= 0) {
            String begin = top.substring(0, Math.min(headCutAt, top.length()));
            out.write(begin.getBytes(StandardCharsets.ISO_8859_1));
            return false;
        }
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(top.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
        int length = cutAt < 0 ? body.length : cutAt;
        if (chunked && length > 0) {
            all.writeBytes((Integer.toHexString(length) + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
        }
        if (!head) {
            all.write(body, 0, length);
        }
        if (chunked && length > 0) {
            all.writeBytes("\r\n".getBytes(StandardCharsets.ISO_8859_1));
        }
        if (chunked && cutAt < 0 && !drips) {
            all.writeBytes("0\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
        }
        all.writeTo(out);
        if (generated != null && !head) {
            OutputStream buffered = new BufferedOutputStream(out, 1 << 16);
            generated.writeTo(buffered);
            buffered.flush();
        }
        out.flush();
        while (drips) {
            Thread.sleep(20);
            out.write("1\r\n.\r\n".getBytes(StandardCharsets.ISO_8859_1));
        }
        if (stalls) {
            in.transferTo(OutputStream.nullOutputStream());
        }
        return cutAt < 0 && !withoutLength && !chunked;
    }
}
