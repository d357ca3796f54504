package org.streamlistening.it;

import static jakarta.interceptor.Interceptor.Priority.LIBRARY_AFTER;

import jakarta.annotation.Priority;
import jakarta.annotation.Resource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.BeforeDestroyed;
import jakarta.enterprise.event.Observes;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import javax.sql.DataSource;

/** Records in the database when the library has stopped its consumers, at the end of the application. */
@ApplicationScoped
public class LedgerEnd {

    @Resource(lookup = "java:comp/DefaultDataSource")
    private DataSource database;

    void afterTheConsumers(
            @Observes @Priority(LIBRARY_AFTER + 1) @BeforeDestroyed(ApplicationScoped.class) Object application)
            throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement insert = connection.prepareStatement("insert into ended (process) values (?)")) {
            insert.setLong(1, ProcessHandle.current().pid());
            insert.executeUpdate();
        }
    }
}
