package org.hpcdaemon.e2e.escape;

import static org.hpcdaemon.e2e.escape.Escape.Where.AT_HOME;
import static org.hpcdaemon.e2e.escape.Escape.Where.IN_A_FOLDER_OF_ITS_OWN;
import static org.hpcdaemon.e2e.escape.Escape.Where.IN_THE_STATE;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What an agent must not reach, a line each, and how it is tried. An attempt starts outside of the allowed directories, in a
 * folder of its own ({@code $V}, beside the allowed one {@code $LEAF}) with a file {@code data}, at the user's home or in the
 * daemon's state. It knows {@code $A}, the allowed directory, {@code $U}, the home, {@code $D}, the daemon's pid,
 * {@code $SOCKET}, another user's Unix socket, {@code $ABSTRACT}, another's name, {@code $PROGRAMS}, where programs of the user's
 * listen, {@code $SSH}, the way back to this machine, and {@code $WAY}, how it is run. It has succeeded if its folder is no
 * longer as it was, or if it printed a secret or {@code XreachedX}; {@code $UNTIL_MADE} waits for others to make {@code
 * $V/new}. The spools of at and cron are only tried where they are the test's own, so not in jobs of SLURM.
 */
enum Escape {
    WRITING(
            IN_A_FOLDER_OF_ITS_OWN,
            "echo x >> data",
            "echo x >> data",
            "open('data', 'a').write('x')",
            "open F, '>>', 'data'; print F 'x'"),
    TRUNCATING(
            IN_A_FOLDER_OF_ITS_OWN,
            ": > data",
            "truncate -s 0 data",
            "import os; os.truncate('data', 0)",
            "truncate 'data', 0"),
    MAKING(
            IN_A_FOLDER_OF_ITS_OWN,
            "echo x > new",
            "mkfifo pipe; mkdir folder",
            "import os; os.mknod('node')",
            "mkdir 'folder'"),
    LINKING(
            IN_A_FOLDER_OF_ITS_OWN,
            "ln data link",
            "ln -s data link",
            "import os; os.symlink('data', 'link')",
            "link 'data', 'link'"),
    LINKING_FROM_INSIDE(
            IN_A_FOLDER_OF_ITS_OWN,
            "ln data $A/hard.$WAY.bash && echo x >> $A/hard.$WAY.bash",
            "ln data $A/hard.$WAY.dash",
            "import os; os.link('data', os.environ['A'] + '/hard.python' + os.environ['WAY'])",
            "link 'data', \"$ENV{A}/hard.perl.$ENV{WAY}\""),
    RENAMING(
            IN_A_FOLDER_OF_ITS_OWN,
            "mv data other",
            "mv data $A/moved.$WAY.dash",
            "import os; os.rename('data', 'other')",
            "rename 'data', 'other'"),
    REMOVING(IN_A_FOLDER_OF_ITS_OWN, "rm -f data", "rm -rf ./*", "import os; os.unlink('data')", "unlink 'data'"),
    CHANGING_MODES(
            IN_A_FOLDER_OF_ITS_OWN,
            "chmod 600 data",
            "chmod 700 .",
            "import os; os.chmod('data', 0)",
            "chmod 0, 'data'"),
    CHANGING_TIMES(
            IN_A_FOLDER_OF_ITS_OWN,
            "touch -d 2001-01-01 data",
            "touch -d 2001-01-01 .",
            "import os; os.utime('data', (1, 1))",
            "utime 1, 1, 'data'"),
    CHANGING_ATTRIBUTES(IN_A_FOLDER_OF_ITS_OWN, "", "", "import os; os.setxattr('data', 'user.x', b'y')", ""),
    LEAVING_WHAT_THE_USER_RUNS_LATER(
            AT_HOME,
            "echo evil >> .bashrc && echo Xreached''X; mkdir -p .config/autostart .local/bin",
            "mkdir -p .ssh; echo evil >> .ssh/authorized_keys && echo Xreached''X; echo evil > .ssh/rc",
            "open('repo/.git/hooks/pre-commit', 'w').write('evil'); print('Xreached' + 'X')",
            "print 'Xreached' . 'X' if open F, '>', '.profile'"),
    READING_SECRETS(
            AT_HOME,
            "cat .ssh/* .aws/* .gnupg/* mine",
            "cat .netrc .docker/* .kube/* moved/rclone/*",
            "print(open('.config/gh/hosts.yml').read(), open('.cache/huggingface/token').read(), open('.cargo/credentials.toml').read())",
            "for $file ('.git-credentials', '.zsh_history', '.viminfo') { open F, '<', $file; print <F> }"),
    READING_SECRETS_ROUND_ABOUT(
            AT_HOME,
            "cat /proc/self/root$U/.netrc /proc/$D/root$U/.netrc",
            "ln -sfn $U $A/home.$WAY; cat $A/home.$WAY/.netrc $A/../user/.netrc",
            "import os; f = os.open('.ssh', os.O_RDONLY); print(os.read(os.open('id_ed25519', 0, dir_fd=f), 99))",
            "link '.netrc', \"$ENV{A}/netrc.$ENV{WAY}\"; open F, '<', \"$ENV{A}/netrc.$ENV{WAY}\"; print <F>"),
    NAMING_SECRETS(
            AT_HOME,
            "[[ $(echo .ssh/*) != *ed25519* ]] || echo Xreached''X",
            "ls .ssh | grep -q ed25519 && echo Xreached''X",
            "import os; print('Xreached' + 'X' if 'id_ed25519' in os.listdir('.ssh') else '')",
            "opendir D, '.ssh'; print 'Xreached' . 'X' if grep /ed25519/, readdir D"),
    INHERITING_TOKENS(
            AT_HOME,
            "env",
            "echo $AWS_SECRET_ACCESS_KEY $WANDB_API_KEY $PIP_INDEX_URL",
            "import os; print(os.environ.get('HF_TOKEN'))",
            "print $ENV{GH_TOKEN}"),
    READING_THE_DAEMONS_STATE(
            IN_THE_STATE,
            "read -r -n 6 x < state.db; [ \"$x\" = SQLite ] && echo Xreached''X",
            "head -c 6 state.db | grep SQLite && echo Xreached''X",
            "print('Xreached' + 'X' if open('state.db', 'rb').read(6) == b'SQLite' else '')",
            "open F, '<', 'box.audit.log'; print 'Xreached' . 'X' if <F>"),
    CHANGING_THE_DAEMONS_STATE(
            IN_THE_STATE,
            "echo x >> config.properties; grep -q x config.properties && echo Xreached''X",
            "mkdir -p evil.$WAY && [ -d evil.$WAY ] && echo Xreached''X",
            "import os; os.mkdir('py.' + os.environ['WAY']); print('Xreached' + 'X')",
            "print 'Xreached' . 'X' if mkdir \"perl.$ENV{WAY}\""),
    LOOKING_INTO_THE_DAEMON(
            IN_A_FOLDER_OF_ITS_OWN,
            "read -r -N 1 x < /proc/$D/environ && echo Xreached''X",
            "ls /proc/$D/fd/ && ls /proc/$D/cwd/ && head -c 1 /proc/$D/maps && echo Xreached''X",
            """
            import os
            for file in ('mem', 'maps'):
                try: open('/proc/' + os.environ['D'] + '/' + file, 'rb'); print('Xreached' + 'X')
                except OSError: pass""",
            "print 'Xreached' . 'X' if readlink \"/proc/$ENV{D}/fd/1\""),
    SIGNALLING_THE_DAEMON(
            IN_A_FOLDER_OF_ITS_OWN,
            "kill -0 $D && echo Xreached''X",
            "kill -CONT $D && echo Xreached''X",
            "import os; os.kill(int(os.environ['D']), 0); print('Xreached' + 'X')",
            "print 'Xreached' . 'X' if kill 0, $ENV{D}"),
    CHANGING_LIMITS_AND_PRIORITIES_OF_THE_DAEMON(
            IN_A_FOLDER_OF_ITS_OWN,
            "prlimit --pid $D --core=0: && echo Xreached''X",
            "renice -n 0 -p $D && echo Xreached''X",
            "import os; os.setpriority(os.PRIO_PROCESS, int(os.environ['D']), 0); print('Xreached' + 'X')",
            "print 'Xreached' . 'X' if setpriority 0, $ENV{D}, 0"),
    ASKING_OTHERS_BY_THEIR_SOCKETS(IN_A_FOLDER_OF_ITS_OWN, "", "", """
            import os, socket
            s = socket.socket(socket.AF_UNIX); s.connect(os.environ['SOCKET']); print('Xreached' + 'X')""", """
            use Socket; socket(S, PF_UNIX, SOCK_STREAM, 0);
            print 'Xreached' . 'X' if connect(S, sockaddr_un($ENV{SOCKET}));"""),
    ASKING_OTHERS_BY_ABSTRACT_SOCKETS(IN_A_FOLDER_OF_ITS_OWN, "", "", """
            import os, socket
            s = socket.socket(socket.AF_UNIX); s.connect('\\0' + os.environ['ABSTRACT']); print('Xreached' + 'X')""", """
            use Socket; socket(S, PF_UNIX, SOCK_STREAM, 0);
            print 'Xreached' . 'X' if connect(S, sockaddr_un("\\0" . $ENV{ABSTRACT}));"""),
    ASKING_AT(
            Service.AT, "[ -e /var/spool/cron/own ] && echo \"echo x > $V/new\" | at now && eval \"$UNTIL_MADE\"", ""),
    ASKING_CRON(
            Service.CRON,
            "",
            "[ -e /var/spool/cron/own ] && echo '0 0 1 1 * true' | crontab - && crontab -l | grep true && echo Xreached''X"),
    ASKING_SSH(
            Service.SSH,
            "$SSH -i $U/.ssh/id_localhost \"echo x > $V/new\"",
            "cat $U/.ssh/id_localhost > $A/key.$WAY; chmod 600 $A/key.$WAY; $SSH -i $A/key.$WAY \"mkdir $V/new\""),
    ASKING_THE_SSH_AGENT(
            Service.SSH_AGENT,
            "SSH_AUTH_SOCK=$PROGRAMS/agent ssh-add -l && echo Xreached''X",
            "SSH_AUTH_SOCK=$PROGRAMS/agent $SSH \"echo x > $V/new\""),
    ASKING_SYSTEMD(
            Service.SYSTEMD,
            "XDG_RUNTIME_DIR=/run/user/$(id -u) systemd-run --user --wait --quiet sh -c \"echo x > $V/new\"",
            """
            export DBUS_SESSION_BUS_ADDRESS=unix:path=/run/user/$(id -u)/bus
            dbus-send --session --print-reply --dest=org.freedesktop.systemd1 / org.freedesktop.DBus.Peer.Ping && echo Xreached''X"""),
    TYPING_INTO_TMUX(
            Service.TMUX,
            "tmux -S $PROGRAMS/tmux run-shell \"echo x > $V/new\"",
            "tmux -S $PROGRAMS/tmux new-session -d \"echo x > $V/new\" && eval \"$UNTIL_MADE\""),
    TYPING_INTO_SCREEN(
            Service.SCREEN,
            "SCREENDIR=$U/.screen screen -S screen -X screen sh -c \"echo x > $V/new\" && eval \"$UNTIL_MADE\"",
            // A window refuses one while it has another, of an attempt that is made at the same moment.
            "export SCREENDIR=$U/.screen; for try in 1 2 3 4 5 6 7 8 9 10; do"
                    + " screen -S screen -p 0 -X exec ::: sh -c \"echo x > $V/new\" || break; sleep 1; [ ! -e $V/new ] || break; done"),
    PATHS_THAT_LIE(
            IN_A_FOLDER_OF_ITS_OWN,
            "echo x > /proc/self/root$V/data; echo x > /proc/$D/root$V/new",
            "ln -sfn $V $A/out.$WAY; echo x > $A/out.$WAY/data; for d in /proc/[0-9]*/root /proc/[0-9]*/cwd/../../../../../../..; do echo x > $d$V/data; done",
            "import os; os.chdir(os.environ['A']); open(os.path.relpath(os.environ['V']) + '/data', 'w').write('x')",
            "open F, '>', \"$ENV{A}/.././$ENV{LEAF}/new\""),
    A_SIBLING_OF_THE_SAME_PREFIX(
            IN_A_FOLDER_OF_ITS_OWN,
            "echo x > $A-evil/bash.$WAY && echo Xreached''X",
            "mkdir $A-evil/dash.$WAY && echo Xreached''X",
            "import os; os.mkdir(os.environ['A'] + '-evil/python.' + os.environ['WAY']); print('Xreached' + 'X')",
            "print 'Xreached' . 'X' if symlink 'x', \"$ENV{A}-evil/perl.$ENV{WAY}\"");

    /** Where an attempt starts. */
    enum Where {
        IN_A_FOLDER_OF_ITS_OWN,
        AT_HOME,
        IN_THE_STATE
    }

    private final Where where;
    private final Optional<Service> service;
    private final String bash;
    private final String dash;
    private final String python;
    private final String perl;

    Escape(Where where, String bash, String dash, String python, String perl) {
        this(where, null, bash, dash, python, perl);
    }

    /** One by the service's own program, in whatever language that is started. */
    Escape(Service service, String bash, String dash) {
        this(IN_A_FOLDER_OF_ITS_OWN, service, bash, dash, "", "");
    }

    Escape(Where where, @Nullable Service service, String bash, String dash, String python, String perl) {
        this.where = where;
        this.service = Optional.ofNullable(service);
        this.bash = bash;
        this.dash = dash;
        this.python = python;
        this.perl = perl;
    }

    Where where() {
        return where;
    }

    /** What it asks. */
    Optional<Service> service() {
        return service;
    }

    /** Empty: it is not tried in that. */
    String attempt(Language language) {
        return switch (language) {
            case BASH -> bash;
            case DASH -> dash;
            case PYTHON -> python;
            case PERL -> perl;
        };
    }
}
