using Aops.Hosting.Logging;
using Serilog;
using Serilog.Configuration;
using Serilog.Core;
using Serilog.Events;

namespace Aops.Server.Hosting;

/// <summary>The log: one line per entry on standard error; standard output is for results.</summary>
internal static class ServerLog
{
    private const string Prefix = "{Timestamp:yyyy-MM-ddTHH:mm:ss.fffzzz} {Level:u3} {SourceContext} ";

    public static Logger Create(LogEventLevel level) => new LoggerConfiguration()
        .MinimumLevel.Is(level)
        // Kestrel logs each broken connection; shown at debug only.
        .MinimumLevel.Override("Microsoft", level > LogEventLevel.Debug ? LogEventLevel.Warning : level)
        // At debug only, too: where it logs at all, each request gets a scope and an activity.
        .MinimumLevel.Override("Microsoft.AspNetCore.Hosting.Diagnostics",
            level > LogEventLevel.Debug ? LevelAlias.Off : level)
        // The command line reports a failed start in one sentence.
        .MinimumLevel.Override("Microsoft.Extensions.Hosting.Internal.Host", LogEventLevel.Fatal)
        .WriteTo.Sink(LoggerSinkConfiguration.Wrap(
            console => new RepetitionFilter(console, TimeProvider.System),
            write => write.Console(new PlainLogFormatter(Prefix), standardErrorFromLevel: LogEventLevel.Verbose)))
        .CreateLogger();
}
