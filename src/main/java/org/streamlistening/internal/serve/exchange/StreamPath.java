package org.streamlistening.internal.serve.exchange;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * The stream id in the path of a request: the part after the path of the servlet, decoded. It is taken from the raw
 * path, so that nothing is decoded or resolved before the checks.
 */
public final class StreamPath {

    /** The longest id, in characters after decoding; equal to the limit of the client. */
    private static final int MAX_LENGTH = 1024;

    /**
     * The longest raw path: each UTF-16 unit of an id has at most three bytes of UTF-8, each encoded as three
     * characters.
     */
    private static final int MAX_RAW_LENGTH = MAX_LENGTH * 3 * "%00".length();

    private static final String CONTROL = "__ds";

    private StreamPath() {}

    public static String idOf(ServerRequest request) {
        return idOf(request.path(), request.mount());
    }

    public static String idOf(String rawPath, String mount) {
        if (!rawPath.startsWith(mount + "/") || rawPath.length() == mount.length() + 1) {
            throw new ProtocolError(404, "the path names no stream");
        }
        String raw = rawPath.substring(mount.length() + 1);
        if (raw.length() > MAX_RAW_LENGTH) {
            throw tooLong();
        }
        if (raw.equals(CONTROL) || raw.startsWith(CONTROL + "/")) {
            throw new ProtocolError(404, CONTROL + " is reserved, and subscriptions are not supported");
        }
        return checked(raw);
    }

    private static String checked(String raw) {
        String[] segments = raw.split("/", -1);
        if (decoded(segments[0]).equals(CONTROL)) {
            throw ProtocolError.badRequest("the first segment of the stream's path is reserved");
        }
        for (String segment : segments) {
            check(segment, decoded(segment));
        }
        String id = decoded(raw);
        if (id.length() > MAX_LENGTH) {
            throw tooLong();
        }
        return id;
    }

    private static void check(String segment, String name) {
        if (name.isEmpty() || name.equals(".") || name.equals("..")) {
            throw ProtocolError.badRequest("a segment of the stream's path is empty, '.' or '..'");
        }
        if (name.indexOf('/') >= 0 || name.indexOf('\\') >= 0 || segment.indexOf(';') >= 0) {
            throw ProtocolError.badRequest("a segment of the stream's path has a slash, a backslash or parameters");
        }
        for (int at = 0; at < name.length(); at++) {
            if (Character.isISOControl(name.charAt(at))) {
                throw ProtocolError.badRequest("the stream's path has control characters");
            }
        }
    }

    private static ProtocolError tooLong() {
        return new ProtocolError(414, "the stream's id is longer than " + MAX_LENGTH + " characters");
    }

    /** Percent-decoding as of RFC 3986: a plus stays a plus. */
    public static String decoded(String raw) {
        boolean plain = true;
        for (int at = 0; at < raw.length(); at++) {
            if (raw.charAt(at) >= 0x80) {
                throw ProtocolError.badRequest("the URL has characters that are not ASCII");
            }
            plain &= raw.charAt(at) != '%';
        }
        return plain ? raw : percentDecoded(raw);
    }

    private static String percentDecoded(String raw) {
        byte[] bytes = new byte[raw.length()];
        int length = 0;
        for (int at = 0; at < raw.length(); at++) {
            char next = raw.charAt(at);
            if (next == '%') {
                next = (char) (hex(raw, at + 1) << 4 | hex(raw, at + 2));
                at += 2;
            }
            bytes[length++] = (byte) next;
        }
        return utf8(bytes, length);
    }

    private static int hex(String raw, int at) {
        int digit = at < raw.length() ? Character.digit(raw.charAt(at), 16) : -1;
        if (digit < 0) {
            throw ProtocolError.badRequest("the URL has a '%' without two hexadecimal digits");
        }
        return digit;
    }

    private static String utf8(byte[] bytes, int length) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes, 0, length))
                    .toString();
        } catch (CharacterCodingException notUtf8) {
            throw new ProtocolError(400, "the URL is not UTF-8");
        }
    }
}
