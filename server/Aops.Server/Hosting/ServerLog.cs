using Aops.Hosting.Logging;
using Serilog;
using Serilog.Configuration;
using Serilog.Core;
using Serilog.Events;

namespace Aops.Server.Hosting;

/// <summary>The log: one line an entry on standard error, so that standard output is for people and scripts.</summary>
internal static class ServerLog
{
    private const string Prefix = "{Timestamp:yyyy-MM-ddTHH:mm:ss.fffzzz} {Level:u3} {SourceContext} ";

    public static Logger Create(LogEventLevel level) => new LoggerConfiguration()
        .MinimumLevel.Is(level)
        // Kestrel tells of each broken connection; an operator who looks for that asks for debug.
        .MinimumLevel.Override("Microsoft", level > LogEventLevel.Debug ? LogEventLevel.Warning : level)
        // A failed start is told in one sentence by whoever asked for it.
        .MinimumLevel.Override("Microsoft.Extensions.Hosting.Internal.Host", LogEventLevel.Fatal)
        .WriteTo.Sink(LoggerSinkConfiguration.Wrap(
            console => new RepetitionFilter(console, TimeProvider.System),
            write => write.Console(new PlainLogFormatter(Prefix), standardErrorFromLevel: LogEventLevel.Verbose)))
        .CreateLogger();
}
