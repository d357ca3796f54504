package org.streamlistening.server;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/**
 * Reads HTTP/1.1 responses from pieces of any size and skips their bodies. Such a client takes hardly any CPU time from
 * the measured server.
 */
final class RawResponse {

    private static final int CHUNKED = -1;

    private final StringBuilder head = new StringBuilder();
    private boolean inBody;
    private long left;
    private long bodyBytes;
    private int chunkSize;
    private boolean inChunkSize;

    /** Reads bytes up to the end of this response at most. @return whether the response is complete */
    boolean read(ByteBuffer bytes) {
        while (bytes.hasRemaining()) {
            if (!inBody) {
                readHead(bytes);
            } else if (left == CHUNKED) {
                readChunk(bytes);
            } else {
                skipBody(bytes);
            }
            if (inBody && left == 0) {
                return true;
            }
        }
        return false;
    }

    private void readHead(ByteBuffer bytes) {
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

    private void skipBody(ByteBuffer bytes) {
        int taken = (int) Math.min(left, bytes.remaining());
        bytes.position(bytes.position() + taken);
        left -= taken;
        bodyBytes += taken;
    }

    private void readChunk(ByteBuffer bytes) {
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
            readChunkSize();
        } else {
            head.append(next);
        }
    }

    /**
     * Parses the line of a chunk's size, which was collected behind the head; an empty line ends the previous chunk.
     */
    private void readChunkSize() {
        int lineStart = head.lastIndexOf("\n") + 1;
        String line = head.substring(lineStart).strip();
        head.setLength(lineStart);
        if (!line.isEmpty()) {
            chunkSize = Integer.parseInt(line, 16);
            // The empty line behind the last chunk has two bytes.
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

    /** Prepares for the next response. */
    void clear() {
        head.setLength(0);
        inBody = false;
        bodyBytes = 0;
    }

    /** The bytes of a request; additional header lines end with CR LF. */
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
