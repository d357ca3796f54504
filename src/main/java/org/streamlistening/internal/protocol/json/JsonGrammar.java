package org.streamlistening.internal.protocol.json;

import static org.streamlistening.internal.protocol.json.JsonState.*;

import java.util.Arrays;

/** JSON text (RFC 8259, in UTF-8) as a table: what each byte leads to in each state. */
final class JsonGrammar {

    /** What a byte leads to if the next state alone does not tell it. */
    enum Action {
        /** The byte is the first one after a number. */
        END_NUMBER,
        /** The byte is the last one of a value that is not a number. */
        END_VALUE,
        /** The byte is the last one of an escape or of a character. */
        RESUME_STRING,
        OPEN_OBJECT,
        OPEN_ARRAY,
        CLOSE,
        BEGIN_MESSAGE,
        BEGIN_ARRAY,
        FAIL;

        /** As an entry of the table. */
        @SuppressWarnings("EnumOrdinal") // The table is made of the order.
        int code() {
            return ~ordinal();
        }
    }

    private static final Action[] ACTIONS = Action.values();
    private static final int BYTES = 256;
    private static final String SPACE = " \n\r\t";

    /** The index of a state, or the complement of the index of an action. */
    private static final byte[] TABLE = new byte[JsonState.values().length * BYTES];

    static {
        for (JsonState state : JsonState.values()) {
            on(state, 0, BYTES - 1, state.isWholeNumber() ? Action.END_NUMBER : Action.FAIL);
        }
        addStrings();
        addCharacters();
        addNumbers();
        addLiterals();
        addContainers();
        addRoot();
    }

    private JsonGrammar() {}

    /** The index of the next state; if negative, an {@linkplain #action action}. */
    static int next(int state, byte next) {
        return TABLE[state * BYTES + (next & 0xff)];
    }

    static Action action(int next) {
        return ACTIONS[~next];
    }

    private static void addStrings() {
        addString(STRING, Action.END_VALUE.code());
        addString(NAME_STRING, COLON.index());
        on(ESCAPE, "\"\\/bfnrt", Action.RESUME_STRING);
        on(ESCAPE, "u", HEX_1);
        String hexDigits = "0123456789abcdefABCDEF";
        on(HEX_1, hexDigits, HEX_2);
        on(HEX_2, hexDigits, HEX_3);
        on(HEX_3, hexDigits, HEX_4);
        on(HEX_4, hexDigits, Action.RESUME_STRING);
    }

    private static void addString(JsonState string, int atEnd) {
        put(string, ' ', 0x7f, string.index());
        put(string, '"', '"', atEnd);
        on(string, "\\", ESCAPE);
        on(string, 0xc2, 0xdf, LAST_OF_2);
        on(string, 0xe0, 0xef, SECOND_OF_3);
        on(string, 0xe0, 0xe0, AFTER_E0);
        on(string, 0xed, 0xed, AFTER_ED);
        on(string, 0xf1, 0xf3, SECOND_OF_4);
        on(string, 0xf0, 0xf0, AFTER_F0);
        on(string, 0xf4, 0xf4, AFTER_F4);
    }

    /** RFC 3629: shortest form, no surrogates, nothing above U+10FFFF. */
    private static void addCharacters() {
        on(LAST_OF_2, 0x80, 0xbf, Action.RESUME_STRING);
        on(AFTER_E0, 0xa0, 0xbf, LAST_OF_3);
        on(AFTER_ED, 0x80, 0x9f, LAST_OF_3);
        on(SECOND_OF_3, 0x80, 0xbf, LAST_OF_3);
        on(LAST_OF_3, 0x80, 0xbf, Action.RESUME_STRING);
        on(AFTER_F0, 0x90, 0xbf, THIRD_OF_4);
        on(AFTER_F4, 0x80, 0x8f, THIRD_OF_4);
        on(SECOND_OF_4, 0x80, 0xbf, THIRD_OF_4);
        on(THIRD_OF_4, 0x80, 0xbf, LAST_OF_4);
        on(LAST_OF_4, 0x80, 0xbf, Action.RESUME_STRING);
    }

    private static void addNumbers() {
        on(MINUS, "0", ZERO);
        on(MINUS, '1', '9', INTEGER);
        on(INTEGER, '0', '9', INTEGER);
        on(POINT, '0', '9', FRACTION);
        on(FRACTION, '0', '9', FRACTION);
        on(ZERO, ".", POINT);
        on(INTEGER, ".", POINT);
        on(ZERO, "eE", EXPONENT);
        on(INTEGER, "eE", EXPONENT);
        on(FRACTION, "eE", EXPONENT);
        on(EXPONENT, "+-", EXPONENT_SIGN);
        on(EXPONENT, '0', '9', EXPONENT_DIGITS);
        on(EXPONENT_SIGN, '0', '9', EXPONENT_DIGITS);
        on(EXPONENT_DIGITS, '0', '9', EXPONENT_DIGITS);
    }

    private static void addLiterals() {
        on(T, "r", TR);
        on(TR, "u", TRU_OR_FALS);
        on(F, "a", FA);
        on(FA, "l", FAL);
        on(FAL, "s", TRU_OR_FALS);
        on(TRU_OR_FALS, "e", Action.END_VALUE);
        on(N, "u", NU);
        on(NU, "l", NUL);
        on(NUL, "l", Action.END_VALUE);
    }

    private static void addContainers() {
        addValue(VALUE);
        addValue(FIRST_ELEMENT);
        on(FIRST_ELEMENT, "]", Action.CLOSE);
        on(AFTER_ELEMENT, "]", Action.CLOSE);
        on(AFTER_ELEMENT, ",", VALUE);
        on(FIRST_NAME, "}", Action.CLOSE);
        on(FIRST_NAME, "\"", NAME_STRING);
        on(NAME, "\"", NAME_STRING);
        on(COLON, ":", VALUE);
        on(AFTER_MEMBER, "}", Action.CLOSE);
        on(AFTER_MEMBER, ",", NAME);
        for (JsonState state :
                new JsonState[] {VALUE, FIRST_ELEMENT, AFTER_ELEMENT, FIRST_NAME, NAME, COLON, AFTER_MEMBER}) {
            on(state, SPACE, state);
        }
    }

    private static void addValue(JsonState state) {
        on(state, "\"", STRING);
        on(state, "{", Action.OPEN_OBJECT);
        on(state, "[", Action.OPEN_ARRAY);
        on(state, "-", MINUS);
        on(state, "0", ZERO);
        on(state, '1', '9', INTEGER);
        on(state, "t", T);
        on(state, "f", F);
        on(state, "n", N);
    }

    private static void addRoot() {
        for (JsonState state : new JsonState[] {ROOT, FIRST_MESSAGE, MESSAGE}) {
            on(state, "\"{[-0123456789tfn", Action.BEGIN_MESSAGE);
        }
        for (JsonState state : new JsonState[] {ARRAY, ROOT, FIRST_MESSAGE, MESSAGE, AFTER_MESSAGE, END}) {
            on(state, SPACE, state);
        }
        on(MARK, SPACE, ARRAY);
        on(MARK, 0xef, 0xef, MARK_2);
        on(MARK_2, 0xbb, 0xbb, MARK_3);
        on(MARK_3, 0xbf, 0xbf, ARRAY);
        on(MARK, "[", Action.BEGIN_ARRAY);
        on(ARRAY, "[", Action.BEGIN_ARRAY);
        on(ROOT, "[", Action.BEGIN_ARRAY);
        on(FIRST_MESSAGE, "]", END);
        on(AFTER_MESSAGE, "]", END);
        on(AFTER_MESSAGE, ",", MESSAGE);
    }

    private static void on(JsonState state, String characters, JsonState next) {
        characters.chars().forEach(c -> put(state, c, c, next.index()));
    }

    private static void on(JsonState state, String characters, Action action) {
        characters.chars().forEach(c -> put(state, c, c, action.code()));
    }

    private static void on(JsonState state, int first, int last, JsonState next) {
        put(state, first, last, next.index());
    }

    private static void on(JsonState state, int first, int last, Action action) {
        put(state, first, last, action.code());
    }

    private static void put(JsonState state, int first, int last, int code) {
        Arrays.fill(TABLE, state.index() * BYTES + first, state.index() * BYTES + last + 1, (byte) code);
    }
}
