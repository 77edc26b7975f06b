# osdex mirror for PowerShell: fetches the files of one list and proves each by its digest before it takes its place.
# The program is fixed and reviewed; the list is data in a literal text and never becomes code.
# It needs Windows PowerShell 5.1 or PowerShell 7, and nothing else. Its list is that of mirror.sh, which says what
# stands in it; of that program's abilities this one has fetching, proving and choosing, and leaves the list's layout.
# Nothing runs before the last line, so a copy that was cut off on its way here does nothing.

<#
.SYNOPSIS
Fetches the files of its list into a folder and proves each one by its digest.

.DESCRIPTION
Files that are there and good are left alone, downloads that were cut go on where they stopped, and nothing wrong ever
takes a good name. Signatures are not checked here: the digests are what the list says. Exit code: 0 all good;
1 something is missing or wrong; 2 the list is not plain.

.PARAMETER To
The folder to fill (default: the present one).

.PARAMETER Only
Only the paths that match one of these patterns, such as '*.iso'.

.PARAMETER Not
None of the paths that match one of these patterns.

.PARAMETER List
Print what would be fetched, and stop.

.PARAMETER Check
Fetch nothing; prove what is there.

.PARAMETER Quiet
Print only what is not good.

.EXAMPLE
powershell -ExecutionPolicy Bypass -File mirror.ps1 -To images -Only '*.iso'
#>
[CmdletBinding(DefaultParameterSetName = 'Fetch')]
param(
    [ValidateNotNullOrEmpty()][string]$To = '.',
    [string[]]$Only = @(),
    [string[]]$Not = @(),
    [Parameter(ParameterSetName = 'List')][switch]$List,
    [Parameter(ParameterSetName = 'Check')][switch]$Check,
    [switch]$Quiet
)

Set-StrictMode -Version 2.0
$ErrorActionPreference = 'Stop'

# powershell -File hands over several patterns as one text; no path has a comma.
$Only = @($Only | ForEach-Object { $_ -split ',' })
$Not = @($Not | ForEach-Object { $_ -split ',' })

$ListText = @'
# osdex list begins
# osdex list ends
'@

$Tries = 3
$PauseSeconds = 2
$WaitMilliseconds = 60000

# Where the list gives no size, 64 GiB bound it: no image is larger.
$LargestBytes = 68719476736

# --- what is said ---

function Write-Line([string]$Text) {
    if (-not $Quiet) { Write-Output $Text }
}

function Write-Note([string]$Text) {
    if (-not $Quiet) { [Console]::Error.WriteLine('note: ' + $Text) }
}

# --- the list: checked again here, whatever wrote it ---

# Every pattern ends in \z, since $ also stands before a line end, and is compared with -cmatch, which tells A from a.
$PlainName = '[A-Za-z0-9][A-Za-z0-9._+~@-]*'
$PlainPath = '^' + $PlainName + '(/' + $PlainName + ')*\z'
$PlainHost = '(https://[A-Za-z0-9][A-Za-z0-9.-]*|http://(127\.0\.0\.1|localhost))'
$PlainUrl = '^' + $PlainHost + '(:[0-9]{1,5})?/[A-Za-z0-9/._+~@:?,=%&-]*\z'
$PlainDigest = '^(sha256:[0-9a-f]{64}|sha384:[0-9a-f]{96}|sha512:[0-9a-f]{128})\z'
$PlainFact = '^(kind=[a-z-]+|sums=[1-9][0-9]{0,5}|id=[A-Za-z0-9/._+~@-]+)\z'
$PlainText = '^[ #()A-Za-z0-9/._+~@:?,=%&-]*\z'

# What Windows cannot hold: the names of its devices, and a dot at the end of a name. Partial files are called .part,
# and a longer name leaves no room for that.
$RefusedPath = '(^|/)(con|prn|aux|nul|com[0-9]|lpt[0-9])(\.|/|\z)|\.(/|\z)|\.part(\.|\z)|[^/]{236}\z'

function Read-List {
    $number = 0
    $seen = @{}
    foreach ($line in ($ListText -split '\r?\n')) {
        $number++
        if ($line -cnotmatch $PlainText) {
            throw "line $number of the list is not plain. Nothing was fetched; get the script again"
        }
        if ($line -cmatch '^(#|sums:|key:)') { continue }
        $file = Read-ListLine $line $number
        # Names that differ in capitals alone are one file on Windows.
        if ($seen.ContainsKey($file.Path)) { throw "the list names $($file.Path) twice" }
        $seen[$file.Path] = $true
        $file
    }
}

function Read-ListLine([string]$Line, [int]$Number) {
    $words = @($Line -csplit ' ')
    $why = ''
    if ($words.Count -lt 4) { $why = "expected digest, size, path and url, found $($words.Count) words" }
    elseif ($words[0] -cnotmatch $PlainDigest) { $why = 'expected a sha256, sha384 or sha512 digest' }
    elseif ($words[1] -cnotmatch '^(-|0|[1-9][0-9]{0,14})\z') { $why = 'expected a size in bytes, or -' }
    elseif ($words[2] -cnotmatch $PlainPath) { $why = 'expected a plain relative path' }
    elseif ($words[2] -imatch $RefusedPath) { $why = 'expected a path that Windows can hold, not of a partial file' }
    if ($why -eq '') {
        $urls = @($words[3..($words.Count - 1)] | Where-Object { $_ -cnotmatch $PlainFact })
        if ($urls.Count -eq 0) { $why = 'expected at least one url' }
        foreach ($url in $urls) {
            if ($url -cnotmatch $PlainUrl) { $why = 'expected https:// urls (http:// only for 127.0.0.1)' }
        }
    }
    if ($why -ne '') { throw "line $Number of the list is not plain: $why. Nothing was fetched; get the script again" }
    $size = [long]-1
    if ($words[1] -cne '-') { $size = [long]$words[1] }
    New-Object PSObject -Property @{ Digest = $words[0]; Size = $size; Path = $words[2]; Urls = $urls }
}

function Test-Chosen([string]$Path) {
    foreach ($pattern in $Not) { if ($Path -clike $pattern) { return $false } }
    if ($Only.Count -eq 0) { return $true }
    foreach ($pattern in $Only) { if ($Path -clike $pattern) { return $true } }
    return $false
}

# --- proof ---

# Why a file is not what its line says; an empty text when it is.
function Get-Fault($File, [string]$Place) {
    $length = (Get-Item -LiteralPath $Place -Force).Length
    if ($File.Size -ge 0 -and $length -ne $File.Size) { return "expected $($File.Size) bytes, found $length" }
    $algorithm, $expected = $File.Digest -csplit ':'
    $found = (Get-FileHash -LiteralPath $Place -Algorithm $algorithm.ToUpperInvariant()).Hash.ToLowerInvariant()
    if ($found -cne $expected) { return "expected $($File.Digest), found ${algorithm}:$found" }
    return ''
}

# Why something else than plain folders and plain files is in the way: a link could lead out of the folder.
function Get-Block([string]$Root, [string]$Path) {
    $names = @($Path -csplit '/')
    $place = $Root
    for ($at = 0; $at -lt $names.Count - 1; $at++) {
        $place = [IO.Path]::Combine($place, $names[$at])
        if ((Get-Kind $place) -notin 'none', 'folder') {
            return "expected a folder, found something else (a link or a file) at $place; move it away"
        }
    }
    $place = [IO.Path]::Combine($place, $names[-1])
    foreach ($one in $place, "$place.part", "$place.part.json") {
        if ((Get-Kind $one) -notin 'none', 'file') {
            return "expected a plain file, found something else (a link or a folder) at $one; move it away"
        }
    }
    return ''
}

function Get-Kind([string]$Place) {
    # Of a link itself, even where it leads nowhere.
    try { $attributes = [IO.File]::GetAttributes($Place) } catch {
        $cause = $_.Exception.GetBaseException()
        if ($cause -is [IO.FileNotFoundException] -or $cause -is [IO.DirectoryNotFoundException]) { return 'none' }
        return 'unknown'
    }
    if ($attributes -band [IO.FileAttributes]::ReparsePoint) { return 'link' }
    if ($attributes -band [IO.FileAttributes]::Directory) { return 'folder' }
    return 'file'
}

# --- one download ---

function Open-Client {
    Add-Type -AssemblyName System.Net.Http
    # What Windows PowerShell 5.1 offers servers by itself may be older.
    [Net.ServicePointManager]::SecurityProtocol = [Net.ServicePointManager]::SecurityProtocol -bor
        [Net.SecurityProtocolType]::Tls12
    $handler = New-Object System.Net.Http.HttpClientHandler
    # Followed here, so that https stays https.
    $handler.AllowAutoRedirect = $false
    $client = New-Object System.Net.Http.HttpClient -ArgumentList $handler
    $client.Timeout = [TimeSpan]::FromMilliseconds($WaitMilliseconds)
    return $client
}

# What is known of a partial file: a note beside it, as mirror.sh writes it.
function Read-PartNote([string]$Part) {
    try { $note = Get-Content -LiteralPath "$Part.json" -Raw | ConvertFrom-Json } catch { return $null }
    foreach ($name in 'url', 'validator', 'digest') {
        if ($null -eq $note -or $note.PSObject.Properties.Name -notcontains $name) { return $null }
    }
    # A strong ETag or a date; anything else is not sent to a server.
    $plain = '^("[ A-Za-z0-9/._+~@:?,=%&-]+"|[ A-Za-z0-9:,+-]+)\z'
    if ([string]$note.validator -cnotmatch $plain) { $note.validator = '' }
    return $note
}

function Write-PartNote([string]$Part, [string]$Url, [string]$Validator, [string]$Digest) {
    $note = New-Object PSObject -Property ([ordered]@{ url = $Url; validator = $Validator; digest = $Digest })
    [IO.File]::WriteAllText("$Part.json", ($note | ConvertTo-Json -Compress) + "`n")
}

function Clear-Part([string]$Part) {
    foreach ($place in $Part, "$Part.json", "$Part.aria2") {
        if (Test-Path -LiteralPath $place) { Remove-Item -LiteralPath $place -Force }
    }
}

# Adds what a url has to a partial file, or begins it anew where the server has another file now.
# Throws a sentence; one that begins with "again: " is of trouble that may heal.
function Receive-File($Client, $File, [string]$Url, [string]$Part) {
    $have = [long]0
    $note = Read-PartNote $Part
    # Bytes of another file, or with holes that only aria2's control file tells of.
    if (($null -ne $note -and [string]$note.digest -cne $File.Digest) -or (Test-Path -LiteralPath "$Part.aria2")) {
        Clear-Part $Part
        $note = $null
    }
    if (Test-Path -LiteralPath $Part) { $have = (Get-Item -LiteralPath $Part -Force).Length }
    $validator = ''
    if ($null -ne $note -and [string]$note.url -ceq $Url) { $validator = [string]$note.validator }
    $response = Send-Request $Client $Url $have $validator
    try {
        $status = [int]$response.StatusCode
        if ($status -eq 416) {
            Clear-Part $Part
            throw 'again: the server has no bytes after those that are here'
        }
        if ($status -in 408, 429 -or $status -ge 500) { throw "again: the server is in trouble (HTTP $status)" }
        if ($status -notin 200, 206) { throw "the server refuses (HTTP $status)" }
        $range = $response.Content.Headers.ContentRange
        if ($status -eq 206 -and ($null -eq $range -or $range.From -ne $have)) {
            throw "expected the rest from byte $have, found another part"
        }
        if ($status -eq 200) { $have = [long]0 }
        if ($have -eq 0) { Write-PartNote $Part $Url (Get-Validator $response $Url) $File.Digest }
        Save-Body $response $Part $have $File.Size
    } finally {
        $response.Dispose()
    }
}

# The answer to a request, over redirects that stay on https.
function Send-Request($Client, [string]$Url, [long]$Have, [string]$Validator) {
    $address = [Uri]$Url
    for ($hop = 0; $hop -le 10; $hop++) {
        $get = [System.Net.Http.HttpMethod]::Get
        $request = New-Object System.Net.Http.HttpRequestMessage -ArgumentList $get, $address
        if ($Have -gt 0) {
            [void]$request.Headers.TryAddWithoutValidation('Range', "bytes=$Have-")
            if ($Validator -ne '') { [void]$request.Headers.TryAddWithoutValidation('If-Range', $Validator) }
        }
        try {
            $sent = $Client.SendAsync($request, [System.Net.Http.HttpCompletionOption]::ResponseHeadersRead)
            $response = $sent.GetAwaiter().GetResult()
        } catch {
            throw "again: cannot reach the server: $($_.Exception.GetBaseException().Message)"
        }
        if ([int]$response.StatusCode -notin 301, 302, 303, 307, 308 -or $null -eq $response.Headers.Location) {
            return $response
        }
        $next = New-Object Uri -ArgumentList $address, $response.Headers.Location
        $response.Dispose()
        if ($next.Scheme -cne 'https' -and -not ($address.Scheme -ceq 'http' -and $next.Scheme -ceq 'http')) {
            throw 'the server redirects away from https'
        }
        $address = $next
    }
    throw 'the server redirects without end'
}

# A strong ETag or a date, of an answer that came straight from the url: a redirect may lead elsewhere the next time.
function Get-Validator($Response, [string]$Url) {
    if ($Response.RequestMessage.RequestUri -ne [Uri]$Url) { return '' }
    $tag = $Response.Headers.ETag
    if ($null -ne $tag -and -not $tag.IsWeak) { return $tag.Tag }
    $since = $Response.Content.Headers.LastModified
    if ($null -ne $since) { return $since.ToString('r') }
    return ''
}

function Save-Body($Response, [string]$Part, [long]$Have, [long]$Size) {
    $most = $LargestBytes
    if ($Size -ge 0) { $most = $Size }
    $mode = [IO.FileMode]::Create
    if ($Have -gt 0) { $mode = [IO.FileMode]::Append }
    $total = $Have
    $buffer = New-Object byte[] 1048576
    $body = $Response.Content.ReadAsStreamAsync().GetAwaiter().GetResult()
    $out = New-Object IO.FileStream -ArgumentList $Part, $mode, ([IO.FileAccess]::Write)
    try {
        while ($true) {
            $read = $body.ReadAsync($buffer, 0, $buffer.Length)
            try { $came = $read.Wait($WaitMilliseconds) } catch { throw 'again: the connection was cut' }
            if (-not $came) { throw 'again: nothing came for a minute' }
            $count = $read.Result
            if ($count -eq 0) { break }
            $total += $count
            if ($total -gt $most) { throw "expected $most bytes, found more, and stopped there" }
            $out.Write($buffer, 0, $count)
        }
    } finally {
        $out.Dispose()
        $body.Dispose()
    }
    if ($Size -ge 0 -and $total -lt $Size) { throw "again: expected $Size bytes, and $total came" }
}

# --- one file ---

# An empty text when the file is proven under its partial name, else why no url had it.
function Get-Trouble($Client, $File, [string]$Part) {
    $troubles = @()
    foreach ($url in $File.Urls) {
        $why = Get-TroubleOf $Client $File $url $Part
        if ($why -eq '') { return '' }
        $troubles += "${url}: $why"
        Write-Note "$($File.Path): $why"
    }
    return $troubles -join '; '
}

# A continued download that turns out wrong may have begun as another file, so it gets one fresh start here.
function Get-TroubleOf($Client, $File, [string]$Url, [string]$Part) {
    $try = 1
    $restarted = $false
    while ($true) {
        $isContinued = (Get-Kind $Part) -eq 'file'
        try {
            Receive-File $Client $File $Url $Part
            $why = Get-Fault $File $Part
            if ($why -eq '') { return '' }
        } catch {
            $why = $_.Exception.GetBaseException().Message
        }
        if ($why.StartsWith('again: ')) {
            $why = $why.Substring(7)
            if ($try -ge $Tries) { return $why }
            $try++
            Start-Sleep -Seconds $PauseSeconds
            continue
        }
        if (-not $why.StartsWith('expected ')) { return $why }
        Clear-Part $Part
        if (-not $isContinued -or $restarted) { return $why }
        $restarted = $true
    }
}

# What came of a file: ok, have, or why it failed.
function Get-Outcome($Client, $File, [string]$Root) {
    $block = Get-Block $Root $File.Path
    if ($block -ne '') { return $block }
    $target = [IO.Path]::Combine($Root, $File.Path)
    $part = "$target.part"
    if (Test-Path -LiteralPath $target) {
        $fault = Get-Fault $File $target
        if ($fault -eq '') { if ($Check) { return 'ok' } else { return 'have' } }
        if ($Check) { return "$fault. Run without -Check to replace it" }
        Write-Note "$($File.Path) is there but wrong ($fault); it stays until a good one is ready"
    } elseif ($Check) {
        return "missing: expected $target. Run without -Check to fetch it"
    }
    [void][IO.Directory]::CreateDirectory([IO.Path]::GetDirectoryName($target))
    # A partial file that is complete needs no request.
    $isWhole = (Test-Path -LiteralPath $part) -and (Get-Item -LiteralPath $part -Force).Length -eq $File.Size
    if ($isWhole -and (Get-Fault $File $part) -ne '') {
        Clear-Part $part
        $isWhole = $false
    }
    if (-not $isWhole) {
        $trouble = Get-Trouble $Client $File $part
        if ($trouble -ne '') { return $trouble }
    }
    if (Test-Path -LiteralPath $target) { [IO.File]::Replace($part, $target, [NullString]::Value) }
    else { [IO.File]::Move($part, $target) }
    Clear-Part $part
    return 'ok'
}

# --- the whole run ---

function Invoke-Mirror {
    try { $all = @(Read-List) } catch { return Write-Refusal 2 ($_.Exception.Message) }
    if ($all.Count -eq 0) {
        return Write-Refusal 2 'the list is empty: this is the bare program. Get a script made for a selection'
    }
    $files = @($all | Where-Object { Test-Chosen $_.Path })
    if ($files.Count -eq 0) {
        return Write-Refusal 2 '-Only and -Not leave nothing of the list; -List shows what there is'
    }
    if ($List) { return Show-List $files }
    # Full, since .NET has a present folder of its own.
    $root = $ExecutionContext.SessionState.Path.GetUnresolvedProviderPathFromPSPath($To)
    $lock = $null
    $client = $null
    try {
        if (-not $Check) {
            [void][IO.Directory]::CreateDirectory($root)
            $lock = Lock-Folder $root
            $client = Open-Client
        }
        Invoke-Each $client $files $root
    } catch {
        Write-Refusal 1 ($_.Exception.GetBaseException().Message)
    } finally {
        if ($null -ne $client) { $client.Dispose() }
        if ($null -ne $lock) { $lock.Dispose() }
    }
}

function Invoke-Each($Client, $Files, [string]$Root) {
    $count = @{ ok = 0; have = 0; bad = 0 }
    $number = 0
    foreach ($file in $Files) {
        $number++
        try { $outcome = Get-Outcome $Client $file $Root } catch { $outcome = $_.Exception.GetBaseException().Message }
        if ($outcome -ceq 'ok' -or $outcome -ceq 'have') {
            $count[$outcome]++
            Write-Line ("[$number/$($Files.Count)] " + $outcome.PadRight(6) + $file.Path)
        } else {
            $count.bad++
            [Console]::Error.WriteLine("[$number/$($Files.Count)] FAIL  $($file.Path): $outcome.")
        }
    }
    Write-Line "total: $($Files.Count) files, $($count.ok) ok, $($count.have) already there, $($count.bad) not good"
    if ($count.bad -gt 0) { $script:ExitCode = 1 }
}

# Held by the system, and so given back by it when this program is killed.
function Lock-Folder([string]$Root) {
    $place = [IO.Path]::Combine($Root, '.osdex-mirror.lock')
    try {
        return New-Object IO.FileStream -ArgumentList $place, ([IO.FileMode]::OpenOrCreate),
            ([IO.FileAccess]::ReadWrite), ([IO.FileShare]::None), 4096, ([IO.FileOptions]::DeleteOnClose)
    } catch {
        throw "cannot take ${place}: another copy is at work there, or the folder cannot be written"
    }
}

function Show-List($Files) {
    foreach ($file in $Files) {
        $size = '-'
        if ($file.Size -ge 0) { $size = [string]$file.Size }
        Write-Line ($size.PadLeft(15) + "  $($file.Path)  $($file.Urls[0])")
    }
    Write-Line "total: $($Files.Count) files"
}

function Write-Refusal([int]$Code, [string]$Text) {
    [Console]::Error.WriteLine("osdex mirror: $Text.")
    $script:ExitCode = $Code
}

$ExitCode = 0
Invoke-Mirror
exit $ExitCode
