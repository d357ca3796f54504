package org.streamlistening.internal.store.database;

import java.util.regex.Pattern;

/**
 * The names of the tables.
 *
 * @param prefix what each name begins with, possibly with a schema and a dot
 */
record TableNames(String prefix) {

    /** Identifiers without quotes, so that each database may write them in its own case; short enough for an index. */
    private static final Pattern PREFIX = Pattern.compile("([a-z][a-z0-9_]{0,39}\\.)?[a-z][a-z0-9_]{0,39}");

    TableNames {
        if (!PREFIX.matcher(prefix).matches()) {
            throw new StreamTablesException(
                    "the prefix '" + prefix + "' of the tables of the streams is no SQL identifier",
                    "use lower-case letters, digits and underscores, at most 40, possibly after a schema and a dot",
                    null);
        }
    }

    String stream() {
        return name("stream");
    }

    String chunk() {
        return name("chunk");
    }

    String producer() {
        return name("producer");
    }

    String garbage() {
        return name("garbage");
    }

    String schema() {
        return name("schema");
    }

    /** The prefix without the schema. */
    String local() {
        return prefix.substring(prefix.indexOf('.') + 1);
    }

    private String name(String table) {
        return prefix.concat(table);
    }
}
