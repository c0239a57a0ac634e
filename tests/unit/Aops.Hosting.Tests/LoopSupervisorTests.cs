using System.Collections.Concurrent;
using Aops.Hosting.Loops;
using Aops.Native.Events;
using Microsoft.Extensions.Logging;

namespace Aops.Hosting.Tests;

public sealed class LoopSupervisorTests
{
    private static readonly ExponentialBackoff Pauses = new(TimeSpan.FromMilliseconds(1), 2, TimeSpan.FromMilliseconds(4));
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<string, string?> _faults = new();
    private readonly ErrorLog _log = new();

    private LoopSupervisor Supervisor => field ??= new((subject, fault) => _faults[subject] = fault, TimeProvider.System, _log);

    [Theory]
    [InlineData(typeof(NullReferenceException))]
    [InlineData(typeof(OverflowException))]
    [InlineData(typeof(IOException))]
    [InlineData(typeof(OperationCanceledException))]
    [InlineData(typeof(InvalidOperationException))]
    public async Task Failure_IsLoggedOnce_ShownAsFault_AndTriedAgainUntilItSucceeds(Type type)
    {
        using var stop = new CancellationTokenSource(Soon);
        var passes = 0;
        string? shown = null;
        await Supervisor.RunAsync("work", Pauses, async token =>
        {
            if (++passes <= 5) throw Of(type);
            if (passes == 6) shown = _faults["work"];
            else await stop.CancelAsync();
            token.ThrowIfCancellationRequested();
        }, stop.Token);

        Assert.Equal(7, passes);
        Assert.Contains("work: ", shown, StringComparison.Ordinal);
        Assert.Null(_faults["work"]);
        Assert.Single(_log.Errors);
        Assert.NotNull(_log.Errors.Single()?.StackTrace);
    }

    [Fact]
    public async Task Failures_ArePausedByDefault()
    {
        using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(2));
        var passes = 0;
        await Supervisor.RunAsync("work", _ =>
        {
            passes++;
            throw new NotSupportedException();
        }, stop.Token);

        // Bounds of 2, 4, 8, … s: a hot loop would make thousands.
        Assert.InRange(passes, 1, 20);
    }

    [Fact]
    public async Task LastPass_EndsIt_AlsoAfterTheCancellation()
    {
        using var stop = new CancellationTokenSource();
        await stop.CancelAsync();
        var left = 3;
        await Supervisor.RunToEndAsync("queue", _ => Task.FromResult(--left > 0), stop.Token);
        Assert.Equal(0, left);
    }

    [Fact]
    public async Task Once_NeverThrows()
    {
        await Supervisor.RunOnceAsync("one", () => throw new ArgumentException("no"));
        Assert.Contains("no (a bug; the log shows where)", _faults["one"], StringComparison.Ordinal);
        await Supervisor.RunOnceAsync("one", () => Task.CompletedTask);
        Assert.Null(_faults["one"]);
    }

    private static Exception Of(Type type) => type.Name switch
    {
        nameof(NullReferenceException) => new NullReferenceException(),
        nameof(OverflowException) => new OverflowException(),
        nameof(IOException) => new IOException("no"),
        nameof(OperationCanceledException) => new OperationCanceledException(),
        _ => new InvalidOperationException(),
    };

    private sealed class ErrorLog : ILogger
    {
        public ConcurrentQueue<Exception?> Errors { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (logLevel == LogLevel.Error) Errors.Enqueue(exception);
        }
    }
}
