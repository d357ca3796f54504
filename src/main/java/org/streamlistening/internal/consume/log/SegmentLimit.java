package org.streamlistening.internal.consume.log;

/**
 * The size at which a segment is followed by a new one.
 *
 * @param records the number of records
 * @param characters the length of all records together
 */
record SegmentLimit(int records, long characters) {

    /** Half a megabyte, for a reader that starts, and one new segment per thousand writes. */
    static final SegmentLimit DEFAULT = new SegmentLimit(1_000, 1 << 19);

    boolean isReachedBy(LogState state) {
        // A segment takes at least one record beside the copied one, however long that is.
        return state.records() > 1 && (state.records() >= records || state.characters() >= characters);
    }
}
