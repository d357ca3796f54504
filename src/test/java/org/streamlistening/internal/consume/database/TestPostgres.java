package org.streamlistening.internal.consume.database;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import javax.sql.DataSource;

/** Started once, and ended with this JVM. */
public final class TestPostgres {

    public static final DataSource DATABASE = start();

    private TestPostgres() {}

    private static DataSource start() {
        try {
            return EmbeddedPostgres.builder().start().getPostgresDatabase();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
