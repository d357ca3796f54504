package org.streamlistening.internal.answer;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What was written and waits to be sent: text that becomes one message, in order with other messages. Not thread-safe. */
final class AnswerBuffer {

    private final List<String> messages = new ArrayList<>();
    private final StringBuilder text = new StringBuilder();
    private int chars;

    /** How many characters wait. */
    int chars() {
        return chars;
    }

    void addText(CharSequence delta) {
        text.append(delta);
        chars += delta.length();
    }

    /** @param json one message */
    void addMessage(String json) {
        sealText(text.length());
        messages.add(json);
        chars += json.length();
    }

    /** Whether {@link #take} has something. Half a character waits for its other half. */
    boolean hasContent() {
        return !messages.isEmpty() || wholeText() > 0;
    }

    /**
     * Removes all as one JSON array; half a character at the end stays, unless a last message follows.
     *
     * @param last the last message of the answer; null: others follow
     */
    String take(@Nullable String last) {
        sealText(last == null ? wholeText() : text.length());
        if (last != null) {
            messages.add(last);
        }
        String batch = "[" + String.join(",", messages) + "]";
        messages.clear();
        chars = text.length();
        return batch;
    }

    void clear() {
        messages.clear();
        text.setLength(0);
        chars = 0;
    }

    private int wholeText() {
        int length = text.length();
        return length > 0 && Character.isHighSurrogate(text.charAt(length - 1)) ? length - 1 : length;
    }

    private void sealText(int length) {
        if (length > 0) {
            messages.add(AnswerJson.delta(text.substring(0, length)));
            text.delete(0, length);
        }
    }
}
