package org.streamlistening.internal.answer.control;

import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.streamlistening.client.StreamConflictException;
import org.streamlistening.consumer.CheckpointStore;
import org.streamlistening.consumer.CheckpointStore.Checkpoint;

/** The names of the servers that have a log, in a register that all servers share. For any number of threads. */
public final class ServerList {

    private static final int MAX_ATTEMPTS = 50;
    private static final String KEY = "servers";
    private static final Pattern NAME = Pattern.compile("[0-9a-zA-Z-]{1,64}");

    private final CheckpointStore register;
    private final String prefix;

    /** @param prefix what the ids of the logs begin with */
    public ServerList(CheckpointStore register, String prefix) {
        this.register = register;
        this.prefix = prefix;
    }

    /** The stream with the log of a server. */
    String log(String server) {
        return prefix + "/log-" + server;
    }

    /** The register is untrusted input: a name leads to no stream but a log. */
    Set<String> read() {
        return names(register.read(KEY));
    }

    private static Set<String> names(Optional<Checkpoint> read) {
        return Stream.of(read.map(Checkpoint::content).orElse("").split(","))
                .filter(name -> NAME.matcher(name).matches())
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    void add(String server) {
        change(server, true);
    }

    void remove(String server) {
        change(server, false);
    }

    private void change(String server, boolean present) {
        for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
            Optional<Checkpoint> read = register.read(KEY);
            Set<String> names = names(read);
            boolean changed = present ? names.add(server) : names.remove(server);
            if (!changed || register.write(KEY, read.map(Checkpoint::version).orElse(0L), String.join(",", names))) {
                return;
            }
        }
        throw new StreamConflictException("the list of servers changes faster than one write", prefix);
    }
}
