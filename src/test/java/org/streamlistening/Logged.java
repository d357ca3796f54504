package org.streamlistening;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/** Records the warnings of the library until it is closed. */
public final class Logged extends Handler implements AutoCloseable {

    private final Logger log = Logger.getLogger("org.streamlistening");
    private final Level before = log.getLevel();
    private final Formatter formatter = new SimpleFormatter();
    private final List<LogRecord> records = new CopyOnWriteArrayList<>();

    private Logged() {}

    /** Begins to record. */
    public static Logged warnings() {
        return from(Level.WARNING);
    }

    /** Begins to record information, too. */
    public static Logged information() {
        return from(Level.INFO);
    }

    private static Logged from(Level level) {
        Logged logged = new Logged();
        logged.log.setLevel(level);
        logged.log.addHandler(logged);
        return logged;
    }

    /** Writes and records nothing, for tests that provoke thousands of warnings. */
    public static Logged nothing() {
        Logged logged = new Logged();
        logged.log.setLevel(Level.OFF);
        return logged;
    }

    /** The messages in order, without stack traces. */
    public List<String> sentences() {
        return records.stream().map(formatter::formatMessage).toList();
    }

    /** The whole text of a log file, stack traces included. */
    public String everything() {
        StringWriter text = new StringWriter();
        PrintWriter writer = new PrintWriter(text);
        for (LogRecord entry : records) {
            writer.println(formatter.formatMessage(entry));
            if (entry.getThrown() != null) {
                entry.getThrown().printStackTrace(writer);
            }
        }
        return text.toString();
    }

    @Override
    public void publish(LogRecord entry) {
        records.add(entry);
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
        log.removeHandler(this);
        log.setLevel(before);
    }
}
