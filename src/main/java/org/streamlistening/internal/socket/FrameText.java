package org.streamlistening.internal.socket;

import org.jspecify.annotations.Nullable;
import org.streamlistening.StreamPosition;

/** The text of one frame: a JSON object, built property by property. */
final class FrameText {

    private static final int FIRST_PRINTABLE = 0x20;

    private final StringBuilder text = new StringBuilder("{\"type\":");

    FrameText(String type) {
        quote(type);
    }

    /** Adds the position from which a browser that received this frame resumes. */
    FrameText position(StreamPosition position) {
        string("offset", position.offset().value());
        return position.skip() == 0 ? this : raw("skip", Long.toString(position.skip()));
    }

    /** Adds a property, unless the value is null. */
    FrameText string(String name, @Nullable String value) {
        if (value != null) {
            name(name);
            quote(value);
        }
        return this;
    }

    /** @param json the text of a JSON value */
    FrameText raw(String name, CharSequence json) {
        name(name);
        text.append(json);
        return this;
    }

    @Override
    public String toString() {
        return text + "}";
    }

    private void name(String name) {
        text.append(',');
        quote(name);
        text.append(':');
    }

    private void quote(String value) {
        text.append('"');
        for (int i = 0; i < value.length(); i++) {
            char character = value.charAt(i);
            if (character < FIRST_PRINTABLE) {
                text.append(String.format("\\u%04x", (int) character));
            } else {
                if (character == '"' || character == '\\') {
                    text.append('\\');
                }
                text.append(character);
            }
        }
        text.append('"');
    }
}
