using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Aops.Fuzz.Engine;

/// <summary>Starts the process that runs one target, listens to it, and ends it if an input never comes to its end.</summary>
internal sealed class Lane(FuzzTarget target, FuzzOptions options, Action<string> tellFault)
{
    private static readonly TimeSpan SilenceMax = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan LookTime = TimeSpan.FromSeconds(5);

    private long _faults;
    private bool _hasEnded;

    /// <summary>Inputs that were given to the target so far.</summary>
    public long Inputs { get; private set; }

    /// <summary>Different outcomes that they had.</summary>
    public long Outcomes { get; private set; }

    /// <summary>Runs the target to its end, and returns the number of faults.</summary>
    public async Task<long> RunAsync()
    {
        using var process = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, Arguments())
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var errors = process.StandardError.ReadToEndAsync();
        var (number, since) = (-1L, Stopwatch.GetTimestamp());
        var line = process.StandardOutput.ReadLineAsync();
        while (true)
        {
            if (await Task.WhenAny(line, Task.Delay(LookTime)) == line)
            {
                if (await line is not { } said) break;
                Hear(said.Split(' '));
                line = process.StandardOutput.ReadLineAsync();
            }
            // The file of the current input tells it, since a lane that hangs tells nothing.
            var (at, _) = CurrentInput.Read(target.Name);
            if (at != number) (number, since) = (at, Stopwatch.GetTimestamp());
            if (Stopwatch.GetElapsedTime(since) > SilenceMax && !_hasEnded) process.Kill(entireProcessTree: true);
        }
        await process.WaitForExitAsync();
        if (!_hasEnded) TellEnd(process.ExitCode, await errors);
        CurrentInput.Delete(target.Name);
        return _faults;
    }

    private List<string> Arguments()
    {
        List<string> arguments = ["--lane", "--target", target.Name, "--seed", Text(options.Seed)];
        if (options.Inputs is { } inputs) arguments.AddRange(["--inputs", Text(inputs)]);
        if (options.TimeMax is { } time) arguments.AddRange(["--seconds", Text((long)time.TotalSeconds)]);
        return arguments;
    }

    private void Hear(string[] words)
    {
        switch (words)
        {
            case ["at", var number]:
                Inputs = Number(number);
                break;
            case ["fault", var number, var file, var text]:
                _faults++;
                TellFault(Number(number), file, Encoding.UTF8.GetString(Convert.FromBase64String(text)));
                break;
            case ["end", var number, var faults, var outcomes]:
                (Inputs, _faults, Outcomes, _hasEnded) = (Number(number), Number(faults), Number(outcomes), true);
                break;
        }
    }

    private void TellEnd(int code, string errors)
    {
        _faults++;
        var (number, input) = CurrentInput.Read(target.Name);
        Inputs = number;
        TellFault(number, FuzzFolder.Write(target.Name, input),
            $"ends its process (exit code {code}), or had to be ended after {SilenceMax.TotalSeconds} s\n" +
            (errors.Length > 2000 ? errors[..2000] : errors));
    }

    private void TellFault(long number, string file, string text) =>
        tellFault($"fault: {target.Name}, seed {Text(options.Seed)}, input {Text(number)}: {text}\n" +
            $"  again: ./build.sh fuzz --replay {file} --target {target.Name}");

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
