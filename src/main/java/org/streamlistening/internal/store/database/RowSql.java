package org.streamlistening.internal.store.database;

import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;

/** Parts of statements. */
final class RowSql {

    private static final int[] LIST_SIZES = {1, 10, 100, 1000};

    private RowSql() {}

    static String insert(String table, List<String> first, List<String> others) {
        List<String> columns = Stream.concat(first.stream(), others.stream()).toList();
        return "insert into " + table + " (" + String.join(", ", columns) + ") values (" + marks(columns.size()) + ")";
    }

    /** The most values that one statement takes. */
    static int longestList() {
        return LIST_SIZES[LIST_SIZES.length - 1];
    }

    /** The size of a list that takes this many values. There are few sizes, so that databases know the statements. */
    static int listSize(int values) {
        for (int size : LIST_SIZES) {
            if (values <= size) {
                return size;
            }
        }
        throw new IllegalArgumentException("too many values: " + values);
    }

    static String marks(int count) {
        return String.join(", ", Collections.nCopies(count, "?"));
    }
}
