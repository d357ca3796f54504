package org.streamlistening.internal.http.body;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Decodes the content coding of a body exactly once (RFC 9110, section 8.4). {@code gzip} and {@code x-gzip} are the
 * same. Any other coding, and more than one, is an error: the client accepts {@code gzip} at most.
 */
public final class ContentCoding {

    public static final String HEADER = "Content-Encoding";

    /** How many bytes distinguish a compressed body from its content, which may be of the same format. */
    public static final int BEGINNING = 64;

    private static final Set<String> GZIP = Set.of("gzip", "x-gzip");
    // Two bytes that identify the format, and the only compression method that it has (RFC 1952, section 2.3.1).
    private static final byte[] MAGIC = {0x1f, (byte) 0x8b, 8};
    private static final int LONGEST_NAME = 60;

    private ContentCoding() {}

    /** Detects a body that the transport has decoded already, although the header still names the coding. */
    public interface DecodingCheck {

        /** @param beginning up to {@link #BEGINNING} bytes of the body as the transport returns it */
        boolean isDecoded(byte[] beginning);
    }

    /**
     * The content of a body. Reads the beginning of the body if the header names a coding.
     *
     * <p>A body that is not compressed despite its header was decoded on the way, and is returned unchanged. So is an
     * empty body.
     *
     * @param header the values of all {@code Content-Encoding} lines; null: there is none
     * @param check null: the transport decodes nothing
     * @param textual whether the content is text or JSON, and therefore itself no gzip
     * @throws UndecodableException if the client does not know the coding
     */
    public static InputStream decoded(
            InputStream body, @Nullable String header, @Nullable DecodingCheck check, boolean textual)
            throws IOException {
        List<String> codings = header == null ? List.of() : codings(header);
        if (codings.isEmpty()) {
            return body;
        }
        byte[] beginning = body.readNBytes(1);
        if (beginning.length == 0) {
            return body;
        }
        if (codings.size() > 1 || !GZIP.contains(codings.get(0))) {
            throw unknown(String.join(", ", codings));
        }
        beginning = beginning(beginning[0], body, check == null ? MAGIC.length : BEGINNING);
        if (textual
                && beginning.length < MAGIC.length
                && Arrays.equals(beginning, Arrays.copyOf(MAGIC, beginning.length))) {
            throw GzipMembersInputStream.truncated();
        }
        InputStream whole = new SequenceInputStream(new ByteArrayInputStream(beginning), body);
        boolean compressed = isGzip(beginning) && (check == null || !check.isDecoded(beginning));
        if (!compressed) {
            return whole;
        }
        InputStream content = new GzipMembersInputStream(whole);
        return textual ? compressedOnce(content) : content;
    }

    /** Whether a body with this beginning is compressed. */
    static boolean isGzip(byte[] beginning) {
        return beginning.length >= MAGIC.length && Arrays.equals(Arrays.copyOf(beginning, MAGIC.length), MAGIC);
    }

    private static List<String> codings(String header) {
        return Arrays.stream(header.toLowerCase(Locale.ROOT).split(","))
                .map(String::strip)
                .filter(coding -> !coding.isEmpty() && !coding.equals("identity"))
                .toList();
    }

    /** Reads no more than necessary: the rest of an uncompressed body may arrive much later. */
    private static byte[] beginning(byte first, InputStream body, int wanted) throws IOException {
        byte[] beginning = new byte[wanted];
        beginning[0] = first;
        int length = 1;
        boolean compressed = first == MAGIC[0];
        while (compressed && length < wanted) {
            int read = body.read(beginning, length, wanted - length);
            if (read < 0) {
                break;
            }
            length += read;
            compressed = length < MAGIC.length || isGzip(Arrays.copyOf(beginning, length));
        }
        return Arrays.copyOf(beginning, length);
    }

    private static InputStream compressedOnce(InputStream content) throws IOException {
        byte[] beginning = content.readNBytes(MAGIC.length);
        if (isGzip(beginning)) {
            throw unknown("gzip, gzip");
        }
        return new SequenceInputStream(new ByteArrayInputStream(beginning), content);
    }

    private static UndecodableException unknown(String codings) {
        String named = codings.length() > LONGEST_NAME ? codings.substring(0, LONGEST_NAME) : codings;
        return new UndecodableException("the response has the content coding '" + named.replaceAll("[^\\w., -]", "?")
                + "', which the client did not ask for. Does a cache on the way ignore Accept-Encoding?");
    }
}
