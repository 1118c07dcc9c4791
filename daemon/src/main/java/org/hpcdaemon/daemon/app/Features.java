package org.hpcdaemon.daemon.app;

import org.hpcdaemon.daemon.dispatch.FeatureAnswer;
import org.hpcdaemon.jobs.Jobs;
import org.hpcdaemon.protocol.message.ExecRequest;
import org.hpcdaemon.protocol.message.FileRequest;
import org.hpcdaemon.protocol.message.ForwardRequest;
import org.hpcdaemon.protocol.message.JobRequest;
import org.hpcdaemon.protocol.message.ShellRequest;
import org.hpcdaemon.session.exec.CommandReports;
import org.hpcdaemon.session.exec.Execs;
import org.hpcdaemon.session.file.FileOperations;
import org.hpcdaemon.session.forward.Forwards;
import org.hpcdaemon.session.idempotency.Admission;
import org.hpcdaemon.session.route.Route;
import org.hpcdaemon.session.shell.Attachment;
import org.hpcdaemon.session.shell.Shells;

/**
 * From each family's requests to the feature's methods. Adding a message breaks one of these switches.
 *
 * @param policy asked here about what has no key, and so is not asked for where keys are
 */
record Features(
        Execs execs,
        CommandReports reports,
        Shells shells,
        Jobs jobs,
        FileOperations files,
        Forwards forwards,
        Admission policy) {
    Object exec(Route route, ExecRequest request) {
        return switch (request) {
            case ExecRequest.Run run -> execs.run(route.caller(), route, run);
            case ExecRequest.Cancel cancel -> execs.cancel(route.caller(), cancel);
            case ExecRequest.Status status -> reports.status(route.caller(), status);
            case ExecRequest.Output output -> reports.output(route.caller(), output);
            case ExecRequest.Listing listing -> reports.list(route.caller(), listing);
        };
    }

    Object shell(Route route, ShellRequest request) {
        return switch (request) {
            case ShellRequest.Open open -> shells.open(route.caller(), open);
            case ShellRequest.Run run -> shells.run(route.caller(), run);
            case ShellRequest.Write write -> shells.write(route.caller(), write);
            case ShellRequest.Attach attach -> {
                policy.check(route.caller(), attach);
                Attachment attachment = shells.attach(route.caller(), route, attach);
                yield new FeatureAnswer(attachment.answer(), attachment.start());
            }
            case ShellRequest.Detach detach -> shells.detach(route.caller(), detach);
            case ShellRequest.Resize resize -> shells.resize(route.caller(), resize);
            case ShellRequest.Signal signal -> shells.signal(route.caller(), signal);
            case ShellRequest.Close close -> shells.close(route.caller(), close);
            case ShellRequest.Output output -> shells.output(route.caller(), output);
            case ShellRequest.List list -> shells.list(route.caller(), list);
        };
    }

    Object job(Route route, JobRequest request) {
        return switch (request) {
            case JobRequest.Submit submit -> jobs.submit(route.caller(), submit);
            case JobRequest.Status status -> jobs.status(route.caller(), status);
            case JobRequest.Elements elements -> jobs.elements(route.caller(), elements);
            case JobRequest.List list -> jobs.list(route.caller(), list);
            case JobRequest.Cancel cancel -> jobs.cancel(route.caller(), cancel);
            case JobRequest.Remove remove -> jobs.remove(route.caller(), remove);
            case JobRequest.Logs logs -> jobs.logs(route.caller(), logs);
        };
    }

    Object forward(Route route, ForwardRequest request) {
        return switch (request) {
            case ForwardRequest.Open open -> {
                Forwards.Opened opened = forwards.open(route.caller(), route, open);
                yield new FeatureAnswer(opened.answer(), opened.start());
            }
            case ForwardRequest.Close close -> forwards.close(route, close);
        };
    }

    Object file(Route route, FileRequest request) {
        if (!(request instanceof FileRequest.Change)) {
            policy.check(route.caller(), request);
        }
        return switch (request) {
            case FileRequest.Stat stat -> files.stat(route.caller(), stat);
            case FileRequest.List list -> files.list(route.caller(), list);
            case FileRequest.Read read -> files.read(route.caller(), read);
            case FileRequest.Search search -> files.search(route.caller(), search);
            case FileRequest.Write write -> files.write(route.caller(), write);
            case FileRequest.Edit edit -> files.edit(route.caller(), edit);
            case FileRequest.MakeDirectory make -> files.makeDirectory(route.caller(), make);
            case FileRequest.Move move -> files.move(route.caller(), move);
            case FileRequest.Remove remove -> files.remove(route.caller(), remove);
            case FileRequest.Download download -> files.download(route.caller(), route, download);
            case FileRequest.Upload upload -> files.upload(route.caller(), route, upload);
            case FileRequest.Partial partial -> files.partial(route.caller(), partial);
        };
    }
}
