package org.streamlistening.server;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/**
 * Reads one HTTP/1.1 answer after the other from whatever pieces they come in, and looks at no byte of a body: a client
 * that costs nearly nothing beside the server that is measured.
 */
final class RawAnswer {

    private static final int CHUNKED = -1;

    private final StringBuilder head = new StringBuilder();
    private boolean inBody;
    private long left;
    private long bodyBytes;
    private int chunkSize;
    private boolean inChunkSize;

    /** Takes bytes up to the end of this answer at most. @return whether the answer is whole now */
    boolean take(ByteBuffer bytes) {
        while (bytes.hasRemaining()) {
            if (!inBody) {
                takeHead(bytes);
            } else if (left == CHUNKED) {
                takeChunk(bytes);
            } else {
                takeBody(bytes);
            }
            if (inBody && left == 0) {
                return true;
            }
        }
        return false;
    }

    private void takeHead(ByteBuffer bytes) {
        while (bytes.hasRemaining()) {
            head.append((char) (bytes.get() & 0xff));
            int length = head.length();
            if (length > 3 && head.charAt(length - 1) == '\n' && head.charAt(length - 3) == '\n') {
                inBody = true;
                left = bodyLength();
                inChunkSize = true;
                chunkSize = 0;
                return;
            }
        }
    }

    private long bodyLength() {
        if (status() == 204 || status() == 304) {
            return 0;
        }
        return header("Content-Length").map(Long::parseLong).orElse((long) CHUNKED);
    }

    private void takeBody(ByteBuffer bytes) {
        int taken = (int) Math.min(left, bytes.remaining());
        bytes.position(bytes.position() + taken);
        left -= taken;
        bodyBytes += taken;
    }

    private void takeChunk(ByteBuffer bytes) {
        if (!inChunkSize) {
            int taken = Math.min(chunkSize, bytes.remaining());
            bytes.position(bytes.position() + taken);
            chunkSize -= taken;
            bodyBytes += taken;
            inChunkSize = chunkSize == 0;
            return;
        }
        char next = (char) bytes.get();
        if (next == '\n') {
            takeChunkSize();
        } else {
            head.append(next);
        }
    }

    /** The line of a chunk's size was collected behind the head; an empty one ends the chunk before. */
    private void takeChunkSize() {
        int lineStart = head.lastIndexOf("\n") + 1;
        String line = head.substring(lineStart).strip();
        head.setLength(lineStart);
        if (!line.isEmpty()) {
            chunkSize = Integer.parseInt(line, 16);
            // The empty line behind the last chunk is two bytes, which the next head begins with.
            left = chunkSize == 0 ? 2 : CHUNKED;
            bodyBytes -= chunkSize == 0 ? 2 : 0;
            inChunkSize = chunkSize == 0;
        }
    }

    int status() {
        return Integer.parseInt(head.substring(9, 12));
    }

    long bodyBytes() {
        return bodyBytes;
    }

    Optional<String> header(String name) {
        String key = "\n" + name.toLowerCase(Locale.ROOT) + ":";
        int at = head.toString().toLowerCase(Locale.ROOT).indexOf(key);
        return at < 0
                ? Optional.empty()
                : Optional.of(head.substring(at + key.length(), head.indexOf("\r", at + 1))
                        .strip());
    }

    /** Ready for the next answer. */
    void clear() {
        head.setLength(0);
        inBody = false;
        bodyBytes = 0;
    }

    /** A request as it goes over the wire; further header lines end with CR LF. */
    static byte[] request(String method, String path, String headers, byte[] body) {
        String length = method.equals("GET") ? "" : "Content-Length: " + body.length + "\r\n";
        byte[] head = (method + " " + path + " HTTP/1.1\r\nHost: localhost\r\n" + headers + length + "\r\n")
                .getBytes(StandardCharsets.ISO_8859_1);
        return ByteBuffer.allocate(head.length + body.length)
                .put(head)
                .put(body)
                .array();
    }
}
