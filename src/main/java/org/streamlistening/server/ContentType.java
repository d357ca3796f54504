package org.streamlistening.server;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A stream's content type. Two are the same if type and subtype are, in whatever case; parameters do not count.
 *
 * @param header as the writer sent it, and as readers get it
 * @param essence type and subtype in lower case
 */
record ContentType(String header, String essence) {

    static final ContentType OCTET_STREAM = new ContentType("application/octet-stream", "application/octet-stream");

    private static final ContentType JSON = new ContentType("application/json", "application/json");
    private static final int MAX_LENGTH = 256;
    private static final Pattern MEDIA_TYPE = Pattern.compile("[!#$%&'*+.^_`|~\\w-]+/[!#$%&'*+.^_`|~\\w-]+");

    static ContentType parse(String header) {
        if (header.equals(JSON.header)) {
            // Nearly all appends there are.
            return JSON;
        }
        String essence = header.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        if (header.length() > MAX_LENGTH || !header.chars().allMatch(c -> c >= ' ' && c < 0x7f)) {
            throw Refusal.badRequest("the Content-Type is too long or has characters that no header may have");
        }
        if (!MEDIA_TYPE.matcher(essence).matches()) {
            throw Refusal.badRequest("the Content-Type is not a media type");
        }
        return new ContentType(header, essence);
    }

    boolean isSameAs(ContentType other) {
        return essence.equals(other.essence);
    }

    /** Whether messages have boundaries that readers see (Protocol, section 9.1). */
    boolean isJson() {
        return essence.equals("application/json");
    }

    /** Whether server-sent events carry the bytes as they are, not as base64 (Protocol, section 5.8). */
    boolean isText() {
        return isJson() || essence.startsWith("text/");
    }
}
