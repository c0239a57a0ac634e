using System.Diagnostics;
using Aops.Contracts.Wire.Runs;
using Aops.Native.Events;
using Aops.Native.Processes;
using Aops.Runs;
using Aops.Runs.Output;

namespace Aops.Launch.Runs;

/// <summary>The keeper's wait: for output, for signals, for the run's times. One thread, which never blocks elsewhere.</summary>
internal sealed class KeeperLoop : IDisposable
{
    private const long SignalKey = 1;
    private const long OutputKey = 2;
    private const long ErrorKey = 3;

    // A program that writes byte by byte would cost a frame for each.
    private const int SmallBytes = 4 * 1024;
    private static readonly TimeSpan GatherTime = TimeSpan.FromMilliseconds(2);

    private readonly RunFolder _folder;
    private readonly KeeperOrder _order;
    private readonly SpoolWriter _spool;
    private readonly Epoll _events = new();
    private readonly SignalFd _signals = new(RunKeeper.Signals);
    private readonly byte[] _buffer = new byte[FrameHeader.ContentBytesMax];
    private readonly MemoryWitness _memory;
    private readonly Dictionary<OutputStream, OutputMask> _masks = [];
    private readonly HashSet<long> _open = [];
    private ChildExit? _exit;
    private bool _wasSignalled;

    public KeeperLoop(RunFolder folder, KeeperOrder order, SpoolWriter spool)
    {
        (_folder, _order, _spool) = (folder, order, spool);
        _memory = new MemoryWitness(order);
        foreach (var stream in new[] { OutputStream.Out, OutputStream.Error })
        {
            if (OutputMask.Of(order.Masked) is { } mask) _masks[stream] = mask;
        }
        _events.Add(_signals.Handle, SignalKey);
    }

    private static TimeSpan Now => Stopwatch.GetElapsedTime(0);

    /// <summary>Runs until the program and its descendants have ended.</summary>
    /// <param name="program">The program, just started.</param>
    public RunEnd Run(PipedProgram program)
    {
        var startedAt = DateTimeOffset.UtcNow;
        var course = new RunCourse(TimeSpan.FromSeconds(_order.TimeoutSeconds),
            TimeSpan.FromSeconds(_order.IdleTimeoutSeconds), TimeSpan.FromSeconds(_order.GraceSeconds), Now);
        Open(program.Output, OutputKey);
        Open(program.Errors, ErrorKey);
        // The order to end may have come before the signals were read.
        LookForCancel(course);
        while (course.Next(Now) is var step and not CourseStep.Finish)
        {
            if (step == CourseStep.Terminate) Terminate(program.Pid);
            else if (step == CourseStep.Kill) KillAll();
            Wait(program, course);
        }
        ReadRest(program.Output, OutputStream.Out);
        ReadRest(program.Errors, OutputStream.Error);
        foreach (var (stream, mask) in _masks) _spool.Write(stream, DateTimeOffset.UtcNow, mask.End());
        _spool.Flush();
        return Conclude(program, course, startedAt);
    }

    public void Dispose()
    {
        _signals.Dispose();
        _events.Dispose();
    }

    private void Wait(PipedProgram program, RunCourse course)
    {
        Span<long> ready = stackalloc long[4];
        var wait = Math.Clamp(Math.Ceiling((course.DueAt - Now).TotalMilliseconds), 0, int.MaxValue);
        var count = _events.Wait(ready, (int)wait);
        var read = 0;
        foreach (var key in ready[..count])
        {
            if (key == SignalKey) TakeSignals(course);
            else if (key == OutputKey) read += Read(program.Output, OutputKey, OutputStream.Out, course);
            else if (key == ErrorKey) read += Read(program.Errors, ErrorKey, OutputStream.Error, course);
        }
        if (_open.Count == 0) course.OnClosed();
        Reap(program, course);
        if (read is > 0 and < SmallBytes) Thread.Sleep(GatherTime);
    }

    private void TakeSignals(RunCourse course)
    {
        while (_signals.TryRead() is { } signal)
        {
            if (signal != Signal.SIGTERM) continue;
            _wasSignalled = true;
            course.OnCancel();
        }
    }

    private void Reap(PipedProgram program, RunCourse course)
    {
        bool hasChildren;
        while (ChildExit.TryReapAny(out hasChildren) is { } ended)
        {
            if (ended.Pid != program.Pid) continue;
            _exit = ended.Exit;
            course.OnExit(Now);
        }
        // Every descendant whose parents have ended is a child of this process.
        if (!hasChildren) course.OnAlone();
    }

    private void LookForCancel(RunCourse course)
    {
        if (File.Exists(_folder.Cancel)) course.OnCancel();
    }

    private void Open(AnonymousPipe pipe, long key)
    {
        _events.Add(pipe.Reader, key);
        _open.Add(key);
    }

    private int Read(AnonymousPipe pipe, long key, OutputStream stream, RunCourse course)
    {
        if (pipe.TryRead(_buffer) is not { } count) return 0;
        if (count == 0)
        {
            // All writers have closed it; the program may go on.
            if (_open.Remove(key)) _events.Remove(pipe.Reader);
            return 0;
        }
        course.OnOutput(Now);
        Write(stream, count);
        return count;
    }

    // What is in the pipe, and no more: a process that could not be killed may write on.
    private void ReadRest(AnonymousPipe pipe, OutputStream stream)
    {
        const int pipeBytesMax = 1024 * 1024;
        for (var total = 0; total < pipeBytesMax && pipe.TryRead(_buffer) is { } count and > 0; total += count)
            Write(stream, count);
    }

    private void Write(OutputStream stream, int count)
    {
        ReadOnlySpan<byte> piece = _buffer.AsSpan(0, count);
        if (_masks.TryGetValue(stream, out var mask)) piece = mask.Take(piece);
        _spool.Write(stream, DateTimeOffset.UtcNow, piece);
    }

    private static void KillAll()
    {
        try
        {
            Descendants.Signal(Signal.SIGKILL);
        }
        catch (IOException)
        {
            // No descriptor is left to find them; tried again soon.
        }
    }

    private static void Terminate(int group)
    {
        try
        {
            // A stopped process acts on a signal when it goes on.
            Signal.Send(-group, Signal.SIGTERM);
            Signal.Send(-group, Signal.SIGCONT);
        }
        catch (IOException)
        {
            // A set-user-ID program that this user may not signal.
        }
    }

    private RunEnd Conclude(PipedProgram program, RunCourse course, DateTimeOffset startedAt)
    {
        var exit = _exit ?? ChildExit.Unknown;
        var usage = ChildUsage.Read();
        var end = new RunEnd
        {
            Cause = course.StopCause ?? RunEndCause.Exited,
            StartedAt = startedAt,
            EndedAt = DateTimeOffset.UtcNow,
            ExitCode = exit.Code,
            Signal = exit.EndSignal is { } signal ? Signal.Name(signal) : null,
            CpuMilliseconds = usage.CpuMilliseconds,
            MemoryPeakBytes = usage.MemoryPeakBytes,
            OutputEnd = _spool.End,
        };
        if (program.ReadFault() is { } fault)
        {
            return new RunEnd
            {
                Cause = course.StopCause ?? RunEndCause.NotExecuted, Fault = fault, EndedAt = end.EndedAt,
                OutputEnd = end.OutputEnd,
            };
        }
        var isByOrder = File.Exists(_folder.Cancel);
        end = _memory.Judge(end, exit, course.WasKilled, isByOrder);
        return end with { Fault = KeeperSentence.Of(end, _order, course.HasLeft, _wasSignalled && !isByOrder) };
    }
}
