using Aops.Contracts;
using Aops.Layout;
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
/// Log of a member of the pair: <c>var/log/aops/{spm,spa}.log</c>, rotated at <see cref="Limits.LogBytesMax"/>, of
/// which <see cref="Limits.LogFilesMax"/> files are retained; warnings also go to standard error, which is the
/// journal under systemd. A full disk loses lines and never fails the caller.
/// </summary>
public sealed class AgentLogging : IDisposable
{
    private const string FilePrefix = "{Timestamp:yyyy-MM-ddTHH:mm:ss.ffffffzzz} {Level:u3} {SourceContext}: ";
    private const string JournalPrefix = "{Level:u3} ";

    private readonly LoggingLevelSwitch _level = new();
    private readonly LogFileSink _file;
    private readonly Logger _serilog;
    private readonly AopsLayout _layout;
    private readonly Role _role;
    private readonly Lock _gate = new();
    private LogLevel _configured = LogLevel.Information;
    private LogLevel? _followed;

    private AgentLogging(AopsLayout layout, Role role)
    {
        (_layout, _role) = (layout, role);
        _file = new LogFileSink(layout.LogFile(role), new PlainLogFormatter(FilePrefix));
        _serilog = new LoggerConfiguration()
            .MinimumLevel.ControlledBy(_level)
            .MinimumLevel.Override("Microsoft", LogEventLevel.Warning)
            .MinimumLevel.Override("System", LogEventLevel.Warning)
            .WriteTo.Sink(_file)
            // Rotation bounds the file; the rate to the journal is bounded here.
            .WriteTo.Sink(LoggerSinkConfiguration.Wrap(
                journal => new RepetitionFilter(journal, TimeProvider.System),
                write => write.Console(
                    new PlainLogFormatter(JournalPrefix), LogEventLevel.Warning,
                    standardErrorFromLevel: LogEventLevel.Verbose)))
            .CreateLogger();
        Factory = new SerilogLoggerFactory(_serilog, dispose: false);
        ProgramEntry.Ending += LogEnding;
    }

    /// <summary>Makes the loggers of this process.</summary>
    public ILoggerFactory Factory { get; }

    /// <summary>Opens the log of a member of the pair.</summary>
    /// <param name="layout">The root; the log directory is created if possible.</param>
    public static AgentLogging Open(AopsLayout layout, Role role)
    {
        try
        {
            AtomicFile.CreateDirectory(layout.Log, AtomicFile.GroupDirectory);
        }
        catch (Exception e) when (FileFaults.IsFileFault(e))
        {
            // The directory cannot be created: the process runs without a log.
        }
        return new(layout, role);
    }

    /// <summary>Sets the lowest level that is written while no reader follows the log with a lower one.</summary>
    public void SetLevel(LogLevel level)
    {
        lock (_gate)
        {
            _configured = level;
            ApplyLevel();
        }
    }

    /// <summary>
    /// Checks that the log file still has its name, and makes a new one if the file or its directory was deleted; and
    /// whether a reader follows the log with a lower level. A few system calls.
    /// </summary>
    public void Check()
    {
        _file.Check();
        try
        {
            var followed = FollowedLevel.Look(_layout, _role);
            lock (_gate)
            {
                if (followed == _followed) return;
                _followed = followed;
                ApplyLevel();
            }
        }
        catch (Exception e) when (FileFaults.IsFileFault(e))
        {
            // What is written stays as it is until a descriptor is free.
        }
    }

    /// <summary>Flushes and closes the log.</summary>
    public void Dispose()
    {
        ProgramEntry.Ending -= LogEnding;
        Factory.Dispose();
        _serilog.Dispose();
    }

    private void ApplyLevel() => _level.MinimumLevel = LevelConvert.ToSerilogLevel(
        _followed is { } followed && followed < _configured ? followed : _configured);

    // In direct mode standard error goes to /dev/null, so the log file is the only trace of why the process ended.
    private void LogEnding(Exception error) =>
        _serilog.Fatal(error, "an unhandled exception ends this process; it is restarted");
}
