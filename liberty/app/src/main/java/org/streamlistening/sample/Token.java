package org.streamlistening.sample;

import jakarta.json.bind.annotation.JsonbCreator;
import jakarta.json.bind.annotation.JsonbProperty;
import org.jspecify.annotations.Nullable;

/**
 * One message of an answer: {@code {"number": 7, "text": "seven "}}.
 *
 * <p>Any writer can have written it, so both properties can be missing.
 *
 * @param number counts from 1 within its stream; 0 if the writer did not count
 * @param text a word and the white space after it
 */
public record Token(int number, String text) {

    /** Tokens without text have an empty one. */
    @JsonbCreator
    public static Token of(
            @JsonbProperty("number") @Nullable Integer number, @JsonbProperty("text") @Nullable String text) {
        return new Token(number == null ? 0 : number, text == null ? "" : text);
    }
}
