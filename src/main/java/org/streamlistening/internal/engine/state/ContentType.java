package org.streamlistening.internal.engine.state;

import static java.util.regex.Pattern.CASE_INSENSITIVE;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The content type of a stream. Two are the same if type and subtype are equal, ignoring case and parameters.
 *
 * @param header the text as the writer sent it and readers get it
 * @param essence type and subtype in lower case
 */
public record ContentType(String header, String essence) {

    public static final ContentType OCTET_STREAM =
            new ContentType("application/octet-stream", "application/octet-stream");

    private static final ContentType JSON = new ContentType("application/json", "application/json");
    private static final int MAX_LENGTH = 256;
    private static final Pattern CHARSET = Pattern.compile(";\\s*charset\\s*=\\s*\"?([^\\s\";]*)", CASE_INSENSITIVE);
    private static final Pattern UTF8 = Pattern.compile("utf-?8|us-ascii|ascii", CASE_INSENSITIVE);
    private static final Pattern MEDIA_TYPE = Pattern.compile("[!#$%&'*+.^_`|~\\w-]+/[!#$%&'*+.^_`|~\\w-]+");

    public static ContentType parse(String header) {
        if (header.equals(JSON.header)) {
            // The most frequent case.
            return JSON;
        }
        String essence = header.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        if (header.length() > MAX_LENGTH || !header.chars().allMatch(c -> c >= ' ' && c < 0x7f)) {
            throw RequestRejectedException.invalid(
                    "the Content-Type is too long or has characters that a header must not have");
        }
        if (!MEDIA_TYPE.matcher(essence).matches()) {
            throw RequestRejectedException.invalid("the Content-Type is not a media type");
        }
        return new ContentType(header, essence);
    }

    public boolean isSameAs(ContentType other) {
        return essence.equals(other.essence);
    }

    /** Whether messages have boundaries that readers see (Protocol, section 9.1). */
    public boolean isJson() {
        return essence.equals("application/json");
    }

    /** Whether the bytes are text, which must not be cut within a character. */
    public boolean isText() {
        return isJson() || essence.startsWith("text/");
    }

    /**
     * Whether server-sent events carry the bytes as they are: an event stream is UTF-8. All other types, text in
     * another charset included, are sent as base64 (Protocol, section 5.8).
     */
    public boolean isUtf8() {
        return isJson() || (isText() && UTF8.matcher(charset()).matches());
    }

    private String charset() {
        Matcher parameter = CHARSET.matcher(header);
        return parameter.find() ? parameter.group(1) : "utf-8";
    }
}
