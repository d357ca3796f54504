package org.streamlistening.internal.embedded;

import java.util.Optional;
import javax.naming.InitialContext;
import javax.naming.NamingException;
import javax.sql.DataSource;
import org.streamlistening.internal.config.Configuration;
import org.streamlistening.server.StreamDatabase;

/** The configuration of the database that keeps the streams of the embedded server. */
final class DatabaseConfiguration {

    private static final String DATA_SOURCE = ServerConfiguration.PREFIX + "data-source";
    private static final String TABLE_PREFIX = ServerConfiguration.PREFIX + "table-prefix";

    private final Configuration configuration;

    DatabaseConfiguration(Configuration configuration) {
        this.configuration = configuration;
    }

    /** Reports unusable values. Does not look the data source up: not each thread that checks can see its name. */
    void check() {
        var unused = dataSource();
        tablePrefix();
        createsTables();
    }

    /** The database, if one is configured. For a thread of the application, which sees the names of its container. */
    Optional<StreamDatabase> database() {
        return dataSource().map(name -> new StreamDatabase(lookUp(name), tablePrefix(), createsTables()));
    }

    private Optional<String> dataSource() {
        return configuration.parsed(DATA_SOURCE, name -> {
            if (!name.startsWith("java:")) {
                throw Configuration.unusable(
                        DATA_SOURCE, name, "the JNDI name of a DataSource, which begins with java:");
            }
            return name;
        });
    }

    @SuppressWarnings("BanJNDI") // the name comes from the deployer of the application
    private static DataSource lookUp(String name) {
        try {
            return InitialContext.doLookup(name);
        } catch (NamingException | ClassCastException e) {
            IllegalArgumentException unusable =
                    Configuration.unusable(DATA_SOURCE, name, "the JNDI name of a DataSource of the container");
            unusable.initCause(e);
            throw unusable;
        }
    }

    private String tablePrefix() {
        return configuration
                .parsed(TABLE_PREFIX, text -> {
                    if (!StreamDatabase.isTablePrefix(text)) {
                        throw Configuration.unusable(
                                TABLE_PREFIX,
                                text,
                                "a name such as " + StreamDatabase.TABLE_PREFIX
                                        + ", of at most 40 lower case letters, digits and _, possibly after a schema and a dot");
                    }
                    return text;
                })
                .orElse(StreamDatabase.TABLE_PREFIX);
    }

    private boolean createsTables() {
        return configuration.flag(ServerConfiguration.PREFIX + "create-tables", true);
    }
}
