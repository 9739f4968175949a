// Command dates is the surface of this module: functions of numbers that JavaScript calls.
package main

import (
	"time"

	"example.com/calendar/feasts"
)

// easterDay is the day of the year of Easter Sunday, counted from 1.
//
//go:wasmexport easter_day
func easterDay(year int32) int32 {
	return int32(feasts.Easter(int(year)).YearDay())
}

// isoWeek is the week of a moment in seconds since 1970, as year * 100 + week.
//
//go:wasmexport iso_week
func isoWeek(seconds int64) int32 {
	year, week := time.Unix(seconds, 0).UTC().ISOWeek()
	return int32(year*100 + week)
}

// printYear shows the feasts of a year on the console. The `fmt` package would do that as
// well, and make the module a third larger.
//
//go:wasmexport print_year
func printYear(year int32) {
	easter := feasts.Easter(int(year))
	println("Easter is on", easter.Format("2 January 2006"))
	println("Pentecost is on", easter.AddDate(0, 0, 49).Format("2 January 2006"))
}

func main() {}
