package org.streamlistening.sample;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;
import org.streamlistening.StreamPosition;

/**
 * What the messages of a stream say, so far. Immutable.
 *
 * @param asked null before the prompt
 * @param last the position behind the last message
 * @param end null while the answer is being written
 * @param reason why it failed, or why it is cut off, for readers; else empty
 */
record AnswerText(
        @Nullable Asked asked,
        Words words,
        StreamPosition last,
        @Nullable AnswerEnd end,
        String reason) implements Serializable {

    static final AnswerText NONE = new AnswerText(null, Words.NONE, StreamPosition.BEGINNING, null, "");

    AnswerText and(AnswerPart part, StreamPosition behind) {
        AnswerEnd ended = AnswerEnd.of(part.type());
        if (ended != null) {
            return isCut() && ended == AnswerEnd.DONE
                    ? new AnswerText(asked, words, behind, AnswerEnd.CUT, reason)
                    : new AnswerText(asked, words, behind, ended, part.reason());
        }
        return switch (part.type()) {
            // A fork: what its source says after this point is not part of it.
            case AnswerPart.STARTED -> new AnswerText(asked, Words.NONE, behind, null, "");
            case AnswerPart.PROMPT -> new AnswerText(new Asked(part.text(), last, behind), words, behind, end, reason);
            case AnswerPart.DELTA -> new AnswerText(asked, words.and(part), behind, end, reason);
            case AnswerPart.CUT -> new AnswerText(asked, words, behind, end, part.reason());
            // A type of a later version.
            default -> new AnswerText(asked, words, behind, end, reason);
        };
    }

    /** Before the end, only an answer that is cut off has a reason. */
    private boolean isCut() {
        return end == null && !reason.isEmpty();
    }
}
