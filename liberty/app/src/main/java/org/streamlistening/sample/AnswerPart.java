package org.streamlistening.sample;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.bind.annotation.JsonbCreator;
import jakarta.json.bind.annotation.JsonbProperty;
import org.jspecify.annotations.Nullable;

/**
 * One message in the stream of an answer. The library writes {@code started}, {@code done}, {@code stopped} and
 * {@code failed}; the sample writes the others:
 *
 * <pre>{@code
 * {"type":"prompt","text":"Why?"}
 * {"type":"delta","number":7,"text":"seven "}
 * {"type":"cut","reason":"The model reached its limit."}
 * }</pre>
 *
 * <p>Any writer can have written it, so each property can be missing.
 *
 * @param number of a delta: counts from 1 within its answer; 0 if the writer did not count
 * @param text of a delta: a word and the white space after it; of a prompt, the whole
 * @param reason of a failure, or of an answer that is cut off: for readers
 */
public record AnswerPart(String type, int number, String text, String reason) {

    static final String PROMPT = "prompt";
    static final String STARTED = "started";
    static final String DELTA = "delta";
    static final String CUT = "cut";

    /** Missing texts are empty; a message without a type is a delta. */
    @JsonbCreator
    public static AnswerPart of(
            @JsonbProperty("type") @Nullable String type,
            @JsonbProperty("number") @Nullable Integer number,
            @JsonbProperty("text") @Nullable String text,
            @JsonbProperty("reason") @Nullable String reason) {
        return new AnswerPart(type == null ? DELTA : type, number == null ? 0 : number, orEmpty(text), orEmpty(reason));
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }

    static AnswerPart prompt(String text) {
        return new AnswerPart(PROMPT, 0, text, "");
    }

    /** Precedes {@code done}: the answer is not whole. */
    static AnswerPart cut(String reason) {
        return new AnswerPart(CUT, 0, "", reason);
    }

    static AnswerPart delta(int number, String text) {
        return new AnswerPart(DELTA, number, text, "");
    }

    /** As the message in a stream. */
    JsonObject json() {
        var message = Json.createObjectBuilder().add("type", type);
        if (number > 0) {
            message.add("number", number);
        }
        if (!text.isEmpty()) {
            message.add("text", text);
        }
        if (!reason.isEmpty()) {
            message.add("reason", reason);
        }
        return message.build();
    }
}
