package org.streamlistening.internal.read.body;

import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * Checks the text of one JSON array (RFC 8259) character by character, and tells where its elements begin and end.
 * Keeps one bit for each level of nesting, so that the depth of a message is limited by its length only.
 */
final class JsonArraySyntax {

    /** What a character is. */
    enum Step {
        /** Before the array, between two elements, or behind the array. */
        BETWEEN,
        /** The first character of an element. */
        BEGINS,
        /** Another character of an element. */
        INSIDE,
        /** The last character of an element. */
        ENDS,
        /** The first character behind an element that is a number: its end cannot be seen before. */
        ENDED,
        /** No such character can stand here. */
        WRONG
    }

    private enum State {
        BEFORE_ARRAY,
        BEFORE_FIRST_ELEMENT,
        BEFORE_ELEMENT,
        BEFORE_FIRST_NAME,
        BEFORE_NAME,
        BEFORE_COLON,
        AFTER_VALUE,
        STRING,
        ESCAPE,
        HEX,
        LITERAL,
        MINUS,
        ZERO,
        INTEGER,
        POINT,
        FRACTION,
        EXPONENT,
        EXPONENT_SIGN,
        EXPONENT_DIGITS,
        BEHIND_ARRAY
    }

    private static final char BYTE_ORDER_MARK = '\ufeff';

    private State state = State.BEFORE_ARRAY;
    // Of the containers that are open, the outer array included: whether each is an object.
    private final BitSet objects = new BitSet();
    private int depth;
    private boolean name;
    private String literal = "";
    private int index;
    private boolean marked;

    /** Whether the array was closed. */
    boolean isComplete() {
        return state == State.BEHIND_ARRAY;
    }

    /** Whether the array was opened. */
    boolean isBegun() {
        return depth > 0 || isComplete();
    }

    Step accept(char c) {
        return switch (state) {
            case STRING -> string(c);
            case AFTER_VALUE -> afterValue(c);
            case BEFORE_ELEMENT -> isSpace(c) ? outside() : value(c);
            case BEFORE_FIRST_ELEMENT -> c == ']' ? close(c) : isSpace(c) ? outside() : value(c);
            case BEFORE_FIRST_NAME -> c == '}' ? close(c) : beginName(c);
            case BEFORE_NAME -> beginName(c);
            case BEFORE_COLON -> c == ':' ? inside(State.BEFORE_ELEMENT) : isSpace(c) ? Step.INSIDE : Step.WRONG;
            case ESCAPE -> escape(c);
            case HEX -> hex(c);
            case LITERAL -> literal(c);
            case BEFORE_ARRAY -> beforeArray(c);
            case BEHIND_ARRAY -> isSpace(c) ? Step.BETWEEN : Step.WRONG;
            default -> number(c);
        };
    }

    private Step outside() {
        return depth == 1 ? Step.BETWEEN : Step.INSIDE;
    }

    private Step inside(State next) {
        state = next;
        return Step.INSIDE;
    }

    private Step beforeArray(char c) {
        if (c == '[') {
            depth = 1;
            state = State.BEFORE_FIRST_ELEMENT;
            return Step.BETWEEN;
        }
        boolean mark = c == BYTE_ORDER_MARK && !marked;
        marked = true;
        return mark || isSpace(c) ? Step.BETWEEN : Step.WRONG;
    }

    private Step value(char c) {
        Step step = depth == 1 ? Step.BEGINS : Step.INSIDE;
        switch (c) {
            case '"' -> state = State.STRING;
            case '{' -> open(true);
            case '[' -> open(false);
            case 't' -> begin("true");
            case 'f' -> begin("false");
            case 'n' -> begin("null");
            case '-' -> state = State.MINUS;
            case '0' -> state = State.ZERO;
            default -> {
                if (!isDigit(c)) {
                    return Step.WRONG;
                }
                state = State.INTEGER;
            }
        }
        return step;
    }

    private void open(boolean object) {
        objects.set(depth++, object);
        state = object ? State.BEFORE_FIRST_NAME : State.BEFORE_FIRST_ELEMENT;
    }

    private void begin(String text) {
        literal = text;
        index = 1;
        state = State.LITERAL;
    }

    private Step ended() {
        state = State.AFTER_VALUE;
        return depth == 1 ? Step.ENDS : Step.INSIDE;
    }

    private Step afterValue(char c) {
        if (c == ',') {
            state = objects.get(depth - 1) ? State.BEFORE_NAME : State.BEFORE_ELEMENT;
            return outside();
        }
        return c == ']' || c == '}' ? close(c) : isSpace(c) ? outside() : Step.WRONG;
    }

    private Step close(char c) {
        if (objects.get(depth - 1) != (c == '}')) {
            return Step.WRONG;
        }
        objects.clear(--depth);
        if (depth == 0) {
            state = State.BEHIND_ARRAY;
            return Step.BETWEEN;
        }
        return ended();
    }

    private Step beginName(char c) {
        if (c != '"') {
            return isSpace(c) ? Step.INSIDE : Step.WRONG;
        }
        name = true;
        return inside(State.STRING);
    }

    private Step string(char c) {
        if (c == '"') {
            boolean value = !name;
            name = false;
            return value ? ended() : inside(State.BEFORE_COLON);
        }
        if (c == '\\') {
            return inside(State.ESCAPE);
        }
        return c < ' ' ? Step.WRONG : Step.INSIDE;
    }

    private Step escape(char c) {
        if (c == 'u') {
            index = 0;
            return inside(State.HEX);
        }
        return "\"\\/bfnrt".indexOf(c) < 0 ? Step.WRONG : inside(State.STRING);
    }

    private Step hex(char c) {
        if (!isDigit(c) && (c < 'a' || c > 'f') && (c < 'A' || c > 'F')) {
            return Step.WRONG;
        }
        index++;
        return inside(index == 4 ? State.STRING : State.HEX);
    }

    private Step literal(char c) {
        if (c != literal.charAt(index)) {
            return Step.WRONG;
        }
        index++;
        return index == literal.length() ? ended() : Step.INSIDE;
    }

    private Step number(char c) {
        State next = afterDigit(c);
        if (next != null) {
            return inside(next);
        }
        boolean whole = switch (state) {
            case ZERO, INTEGER, FRACTION, EXPONENT_DIGITS -> true;
            default -> false;
        };
        if (!whole) {
            return Step.WRONG;
        }
        boolean element = depth == 1;
        state = State.AFTER_VALUE;
        Step step = afterValue(c);
        return element && step != Step.WRONG ? Step.ENDED : step;
    }

    private @Nullable State afterDigit(char c) {
        boolean digit = isDigit(c);
        boolean exponent = c == 'e' || c == 'E';
        return switch (state) {
            case MINUS -> c == '0' ? State.ZERO : digit ? State.INTEGER : null;
            case ZERO -> c == '.' ? State.POINT : exponent ? State.EXPONENT : null;
            case INTEGER -> digit ? State.INTEGER : c == '.' ? State.POINT : exponent ? State.EXPONENT : null;
            case POINT -> digit ? State.FRACTION : null;
            case FRACTION -> digit ? State.FRACTION : exponent ? State.EXPONENT : null;
            case EXPONENT -> digit ? State.EXPONENT_DIGITS : c == '+' || c == '-' ? State.EXPONENT_SIGN : null;
            case EXPONENT_SIGN, EXPONENT_DIGITS -> digit ? State.EXPONENT_DIGITS : null;
            default -> null;
        };
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isSpace(char c) {
        return c == ' ' || c == '\n' || c == '\r' || c == '\t';
    }
}
