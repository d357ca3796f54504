package org.streamlistening.sample.board;

import jakarta.json.bind.annotation.JsonbCreator;
import jakarta.json.bind.annotation.JsonbProperty;

/**
 * One message of a stream on the dashboard: {@code {"number":7,"at":1796000000000}}.
 *
 * @param number counts from 1 within its stream
 * @param at when it was written, in milliseconds since 1970
 */
public record Reading(long number, long at) {

    @JsonbCreator
    public static Reading of(@JsonbProperty("number") long number, @JsonbProperty("at") long at) {
        return new Reading(number, at);
    }
}
