package org.streamlistening.internal.protocol.json;

/** What a JSON text must continue with, and the error if it does not. */
enum JsonState {
    STRING("has a string without an end"),
    NAME_STRING("has a string without an end"),
    ESCAPE("has a bad escape"),
    HEX_1("has a bad \\u escape"),
    HEX_2("has a bad \\u escape"),
    HEX_3("has a bad \\u escape"),
    HEX_4("has a bad \\u escape"),
    /** The bytes of a character after its first one. The second one has a range of its own after E0, ED, F0 and F4. */
    LAST_OF_2(1, 1),
    AFTER_E0(1, 0),
    AFTER_ED(1, 0),
    SECOND_OF_3(1, 0),
    LAST_OF_3(2, 2),
    AFTER_F0(1, 0),
    AFTER_F4(1, 0),
    SECOND_OF_4(1, 0),
    THIRD_OF_4(2, 0),
    LAST_OF_4(3, 2),
    MINUS("has no value"),
    ZERO("has no value"),
    INTEGER("has no value"),
    POINT("has no value"),
    FRACTION("has no value"),
    EXPONENT("has no value"),
    EXPONENT_SIGN("has no value"),
    EXPONENT_DIGITS("has no value"),
    /** The letters of a literal that were scanned. */
    T("has no value"),
    TR("has no value"),
    F("has no value"),
    FA("has no value"),
    FAL("has no value"),
    TRU_OR_FALS("has no value"),
    N("has no value"),
    NU("has no value"),
    NUL("has no value"),
    VALUE("has no value"),
    FIRST_ELEMENT("has no value"),
    AFTER_ELEMENT("has no ']' or ','"),
    FIRST_NAME("has no member name"),
    NAME("has no member name"),
    COLON("has no ':'"),
    AFTER_MEMBER("has no '}' or ','"),
    /** The first byte of an array or of a byte order mark. */
    MARK("has no value"),
    MARK_2("has no value"),
    MARK_3("has no value"),
    ARRAY("has no value"),
    /** An array or another value. */
    ROOT("has no value"),
    FIRST_MESSAGE("has no value"),
    MESSAGE("has no value"),
    AFTER_MESSAGE("has no ']' or ','"),
    END("has content after its value");

    private static final JsonState[] ALL = values();

    private final String error;
    private final int scanned;
    private final int surplus;

    JsonState(String error) {
        this.error = error;
        this.scanned = 0;
        this.surplus = 0;
    }

    JsonState(int scanned, int surplus) {
        this.error = "is not UTF-8";
        this.scanned = scanned;
        this.surplus = surplus;
    }

    static JsonState at(int index) {
        return ALL[index];
    }

    /** The row of the table. */
    @SuppressWarnings("EnumOrdinal") // The table is made of the order.
    int index() {
        return ordinal();
    }

    String error() {
        return error;
    }

    /** How many bytes of an incomplete character were scanned. */
    int scanned() {
        return scanned;
    }

    /** How many bytes more than characters of a {@link String} the next byte completes. */
    int surplus() {
        return surplus;
    }

    boolean isWholeNumber() {
        return this == ZERO || this == INTEGER || this == FRACTION || this == EXPONENT_DIGITS;
    }
}
