package org.streamlistening.internal.answer;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.streamlistening.internal.answer.control.Surroundings;
import org.streamlistening.internal.failures.SafeThrowables;

/** What cancels the work behind one answer. Each task runs once, on a thread that it may block. For any thread. */
final class StopTasks {

    private static final System.Logger LOG = System.getLogger("org.streamlistening");

    private final Surroundings surroundings;

    /** Null after they ran. Guarded by this. */
    private @Nullable List<Runnable> tasks = new ArrayList<>();

    StopTasks(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    /** Adds a task, which runs at once if the others have run. */
    void add(Runnable task) {
        synchronized (this) {
            if (tasks != null) {
                tasks.add(task);
                return;
            }
        }
        execute(() -> run(task));
    }

    /** Runs all, unless that has happened. Returns at once. */
    void run() {
        List<Runnable> all;
        synchronized (this) {
            all = tasks == null ? List.of() : tasks;
            tasks = null;
        }
        if (!all.isEmpty()) {
            execute(() -> all.forEach(StopTasks::run));
        }
    }

    private void execute(Runnable task) {
        surroundings.timer().executeOrRetry(surroundings.threads(), task);
    }

    private static void run(Runnable task) {
        try {
            task.run();
        } catch (Throwable e) {
            SafeThrowables.log(LOG, System.Logger.Level.WARNING, "a task of AnswerWriter.onStop failed", e);
        }
    }
}
