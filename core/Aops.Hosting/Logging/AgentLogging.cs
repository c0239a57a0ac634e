using Aops.Contracts;
using Aops.Native.Files;
using Aops.Native.Programs;
using Microsoft.Extensions.Logging;
using Serilog;
using Serilog.Configuration;
using Serilog.Core;
using Serilog.Events;
using Serilog.Extensions.Logging;

namespace Aops.Hosting.Logging;

/// <summary>
/// Log of one half: <c>var/log/aops/{spm,spa}.log</c>, rotated at <see cref="Limits.LogBytesMax"/>, of which
/// <see cref="Limits.LogFilesMax"/> are kept; warnings also on standard error, which is the journal under systemd.
/// A full disk loses lines and stops nothing.
/// </summary>
public sealed class AgentLogging : IDisposable
{
    private const string FilePrefix = "{Timestamp:yyyy-MM-ddTHH:mm:ss.ffffffzzz} {Level:u3} {SourceContext}: ";
    private const string JournalPrefix = "{Level:u3} ";

    private readonly LoggingLevelSwitch _level = new();
    private readonly LogFileSink _file;
    private readonly Logger _serilog;

    private AgentLogging(AopsLayout layout, Role role)
    {
        _file = new LogFileSink(layout.LogFile(role), new PlainLogFormatter(FilePrefix));
        _serilog = new LoggerConfiguration()
            .MinimumLevel.ControlledBy(_level)
            .MinimumLevel.Override("Microsoft", LogEventLevel.Warning)
            .MinimumLevel.Override("System", LogEventLevel.Warning)
            .WriteTo.Sink(_file)
            // The file is rotated; what the journal takes is bounded here.
            .WriteTo.Sink(LoggerSinkConfiguration.Wrap(
                journal => new RepetitionFilter(journal, TimeProvider.System),
                write => write.Console(
                    new PlainLogFormatter(JournalPrefix), LogEventLevel.Warning,
                    standardErrorFromLevel: LogEventLevel.Verbose)))
            .CreateLogger();
        Factory = new SerilogLoggerFactory(_serilog, dispose: false);
        ProgramEntry.Ending += LogEnding;
    }

    /// <summary>Makes loggers.</summary>
    public ILoggerFactory Factory { get; }

    /// <summary>Opens the log of a half.</summary>
    /// <param name="layout">The root; the log directory is made if it can be.</param>
    /// <param name="role">The half.</param>
    public static AgentLogging Open(AopsLayout layout, Role role)
    {
        try
        {
            AtomicFile.CreateDirectory(layout.Log, AtomicFile.GroupDirectory);
        }
        catch (Exception e) when (FileFaults.IsFileFault(e))
        {
            // Then there is no log; a half lives without one.
        }
        return new(layout, role);
    }

    /// <summary>Sets the least level that is written.</summary>
    /// <param name="level">The level.</param>
    public void SetLevel(LogLevel level) => _level.MinimumLevel = LevelConvert.ToSerilogLevel(level);

    /// <summary>Makes sure that what is written can be found: after the file or its folder was deleted, another one is made.</summary>
    public void CheckFile() => _file.Check();

    /// <summary>Writes what is left and closes.</summary>
    public void Dispose()
    {
        ProgramEntry.Ending -= LogEnding;
        Factory.Dispose();
        _serilog.Dispose();
    }

    // Where nobody keeps standard error, as in the direct mode, nothing else tells why a half ended.
    private void LogEnding(Exception error) =>
        _serilog.Fatal(error, "an exception that nobody expected ends this process; it is started again");
}
